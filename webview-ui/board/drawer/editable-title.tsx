import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TaskDetail } from '../../../src/protocol/board';
import { focusBack } from '../../ui/focus-net';
import { t } from '../../ui/l10n';
import { drafts, isOvertaken, saveField, setDraft } from '../state/drafts';
import { can, edit } from './edits';

/** The title, edited where it stands: saved when it is left, Escape takes it back. */
export function EditableTitle({ task }: { readonly task: TaskDetail }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const key = `${task.id}/title`;
  const draft = drafts.value[key];
  const text = draft ?? task.title;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.setProperty('height', 'auto');
    const borders = element.offsetHeight - element.clientHeight;
    element.style.setProperty('height', `${element.scrollHeight + borders}px`);
  }, [text]);
  const save = async () => {
    if (isOvertaken(key, task.title)) return;
    const title = (drafts.peek()[key] ?? task.title).trim();
    if (title === '' || title === task.title) setDraft(key, undefined);
    else await saveField(key, title, () => edit(task.id, { title }));
  };
  if (!can(task, 'edit')) return <h2 class="drawer__title">{task.title}</h2>;
  return (
    <h2 class="drawer__title">
      <textarea
        ref={box}
        rows={1}
        maxLength={500}
        aria-label={t('Title')}
        value={text}
        onInput={(event) => setDraft(key, event.currentTarget.value.replaceAll('\n', ' '), task.title)}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            focusBack();
          }
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            setDraft(key, undefined);
            focusBack();
          }
        }}
      />
    </h2>
  );
}
