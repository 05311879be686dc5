import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/controls';
import { t } from '../ui/l10n';

interface ComposerProps {
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly onSend: (text: string) => void;
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
  readonly children?: ComponentChildren;
}

let field: HTMLTextAreaElement | null = null;

export function focusInput(): void {
  field?.focus();
}

/** The line in which a person writes: grows with the text, Enter sends, Shift+Enter begins a new line. */
export function Composer(props: ComposerProps) {
  const { value, onInput, onSend, placeholder, action, past, allowEmpty, quiet, busy, children } = props;
  const { onStop, onUp, stopping } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const [back, setBack] = useState(0);
  useEffect(() => {
    field = box.current;
    return () => {
      field = null;
    };
  }, []);
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.setProperty('height', 'auto');
    area.style.setProperty('height', `${Math.min(area.scrollHeight + 2, innerHeight * 0.4)}px`);
  }, [value]);
  const hasWords = value.trim() !== '' || allowEmpty === true;
  const submit = () => {
    if (!hasWords) return;
    setBack(0);
    onSend(value.trim());
  };
  const recall = (step: number) => {
    const next = Math.min(past.length, Math.max(0, back + step));
    setBack(next);
    onInput(next === 0 ? '' : (past[past.length - next] ?? ''));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && value === '' && onUp?.()) {
      event.preventDefault();
    } else if (event.key === 'ArrowUp' && (value === '' || back > 0) && past.length > 0) {
      event.preventDefault();
      recall(1);
    } else if (event.key === 'ArrowDown' && back > 0) {
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
            {busy ? t('Send Next') : action}
          </Button>
        )}
      </div>
    </div>
  );
}
