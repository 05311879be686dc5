import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/controls';
import { t } from '../ui/l10n';

interface ComposerProps {
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly onSend: () => void;
  readonly placeholder: string;
  readonly action: string;
  /** What was said before, oldest first: the arrow keys bring it back. */
  readonly past: readonly string[];
  readonly allowEmpty?: boolean;
  /** The arrow key in an empty field: true when it did something else than bringing back what was said before. */
  readonly onUp?: () => boolean;
  /** Something else is the next step: its button is the filled one. */
  readonly quiet?: boolean;
  /** An answer is under way: what is typed waits. */
  readonly busy?: boolean;
  readonly onStop?: () => void;
  readonly stopping?: boolean;
  /** What is in the field is on its way. */
  readonly sending?: boolean;
  readonly children?: ComponentChildren;
}

let field: HTMLTextAreaElement | null = null;
/** The next field to be drawn gets the focus: the one before had it, or somebody asked for it too early. */
let wanted = false;

export function focusInput(): void {
  wanted = field === null;
  field?.focus();
}

export const inputField = (): HTMLTextAreaElement | null => field;

/** The line in which a person writes: grows with the text, Enter sends, Shift+Enter begins a new line. */
export function Composer(props: ComposerProps) {
  const { value, onInput, onSend, placeholder, action, past, allowEmpty, quiet, busy, children } = props;
  const { onStop, onUp, stopping, sending } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const [back, setBack] = useState(0);
  useLayoutEffect(() => {
    const area = box.current;
    field = area;
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (wanted && isFree) area?.focus();
    wanted = false;
    return () => {
      wanted = area !== null && document.activeElement === area;
      if (field === area) field = null;
    };
  }, []);
  useLayoutEffect(() => {
    const area = box.current;
    const around = area?.parentElement;
    if (!area || !around) return;
    // While it is measured nothing else moves: the conversation above would be taken from its end.
    around.style.setProperty('height', `${around.getBoundingClientRect().height}px`);
    area.style.setProperty('height', 'auto');
    area.style.setProperty('height', `${Math.min(area.scrollHeight + 2, innerHeight * 0.4)}px`);
    around.style.removeProperty('height');
  }, [value]);
  const hasWords = !sending && (value.trim() !== '' || allowEmpty === true);
  const submit = () => {
    if (!hasWords) return;
    setBack(0);
    onSend();
  };
  const recall = (step: number) => {
    const next = Math.min(past.length, Math.max(0, back + step));
    setBack(next);
    onInput(next === 0 ? '' : (past[past.length - next] ?? ''));
  };
  /** Within several lines the arrow keys go from line to line. */
  const isAt = (line: 'first' | 'last') => {
    const at = box.current?.selectionStart ?? 0;
    return !(line === 'first' ? value.slice(0, at) : value.slice(at)).includes('\n');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter takes what an input method offers, Escape and the arrows belong to it.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && value === '' && onUp?.()) {
      event.preventDefault();
    } else if (event.key === 'ArrowUp' && (value === '' || (back > 0 && isAt('first'))) && past.length > 0) {
      event.preventDefault();
      recall(1);
    } else if (event.key === 'ArrowDown' && back > 0 && isAt('last')) {
      event.preventDefault();
      recall(-1);
    } else if (event.key === 'Escape' && onStop) onStop();
  };
  return (
    <div class="composer">
      <textarea
        ref={box}
        class="composer__field"
        dir="auto"
        rows={2}
        value={value}
        readOnly={sending ?? false}
        aria-busy={sending ?? false}
        placeholder={placeholder}
        aria-label={t('Message to the agent')}
        onInput={(event) => {
          setBack(0);
          onInput(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="composer__foot">
        {children}
        <span class="grow" />
        {onStop ? (
          <Button small icon="debug-stop" onClick={onStop} disabled={stopping}>
            {stopping ? t('Stopping…') : t('Stop')}
          </Button>
        ) : null}
        {busy && !hasWords ? null : (
          <Button
            small
            primary={!quiet && !busy}
            icon={busy ? 'clockface' : 'send'}
            onClick={submit}
            disabled={!hasWords}
          >
            {sending ? t('Sending…') : busy ? t('Send Next') : action}
          </Button>
        )}
      </div>
    </div>
  );
}
