import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TaskDetail } from '../../../src/protocol/board';
import { boardCommands } from '../../../src/protocol/board-messages';
import { IconButton, TextArea } from '../../ui/controls';
import { t } from '../../ui/l10n';
import { send } from '../state/connection';
import { drafts, isOvertaken, saveField, setDraft } from '../state/drafts';
import { can, edit } from './edits';
import { LongText } from './long-text';
import { Section } from './section';

export function openLink(href: string): void {
  send(boardCommands.openLink, { href });
}

/** The body. A draft that was begun is open again after a reload, as it was left. */
export function Description({ task }: { readonly task: TaskDetail }) {
  const box = useRef<HTMLElement>(null);
  const fresh = useRef(false);
  const key = `${task.id}/body`;
  const draft = drafts.value[key];
  const editable = can(task, 'edit');
  const editing = draft !== undefined && editable;
  useLayoutEffect(() => {
    if (editing && fresh.current) box.current?.focus();
    fresh.current = false;
  }, [editing]);
  const begin = () => {
    fresh.current = true;
    setDraft(key, task.body, task.body);
  };
  const save = async () => {
    const body = drafts.peek()[key];
    // Not over what somebody else wrote meanwhile: that is decided above.
    if (body === undefined || isOvertaken(key, task.body)) return;
    if (body === task.body) setDraft(key, undefined);
    else await saveField(key, body, () => edit(task.id, { body }));
  };
  if (!editable && task.body === '') return null;
  return (
    <Section
      id="description"
      title={t('Description')}
      tools={
        editable && !editing ? (
          <IconButton small icon="edit" title={t('Edit the description')} refocus="edit-description" onClick={begin} />
        ) : null
      }
    >
      {editing ? (
        <TextArea
          hideLabel
          label={t('Description')}
          rows={Math.min(24, Math.max(6, draft.split('\n').length + 1))}
          value={draft}
          hint={t('Markdown. Saved when you leave the field; Escape takes it back.')}
          fieldRef={box}
          onInput={(text) => setDraft(key, text)}
          onDone={() => void save()}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            event.stopPropagation();
            setDraft(key, undefined);
          }}
        />
      ) : task.body ? (
        <LongText text={task.body} onLink={openLink} />
      ) : (
        <button type="button" class="link" onClick={begin}>
          {t('Say what is to be done')}
        </button>
      )}
    </Section>
  );
}
