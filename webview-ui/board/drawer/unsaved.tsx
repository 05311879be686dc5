import { useEffect } from 'preact/hooks';
import type { TaskDetail } from '../../../src/protocol/board';
import { boardCommands } from '../../../src/protocol/board-messages';
import { announce } from '../../ui/announcer';
import { Button } from '../../ui/controls';
import { Icon } from '../../ui/icon';
import { t } from '../../ui/l10n';
import { send } from '../state/connection';
import { drafts, goOnFrom, isOvertaken, saveField, setDraft } from '../state/drafts';
import { can, edit } from './edits';

type Field = 'title' | 'body';

/** What a person typed that cannot simply be saved: somebody else was there first, or the card takes no changes any more. */
export function Unsaved({ task }: { readonly task: TaskDetail }) {
  return (
    <>
      <Overtaken task={task} field="title" now={task.title} />
      <Overtaken task={task} field="body" now={task.body} />
      <Stranded task={task} />
    </>
  );
}

function Overtaken({ task, field, now }: { readonly task: TaskDetail; readonly field: Field; readonly now: string }) {
  const key = `${task.id}/${field}`;
  const on = isOvertaken(key, now) && can(task, 'edit');
  const words =
    field === 'title'
      ? t('Somebody changed the title while you typed. It is now: {0}', now)
      : t('Somebody changed the description while you typed.');
  useEffect(() => {
    if (on) announce(words, true);
  }, [on, words]);
  if (!on) return null;
  const save = async () => {
    const text = drafts.peek()[key] ?? '';
    goOnFrom(key, now);
    const saved = field === 'title' ? text.trim() : text;
    await saveField(key, saved, () => edit(task.id, { [field]: saved }));
  };
  return (
    <div class="trouble">
      <Icon name="warning" tone="warning" />
      <div class="trouble__words">
        <b>{words}</b>
        {field === 'body' ? <pre class="unsaved">{now || t('It is empty now.')}</pre> : null}
        <div class="trouble__do">
          <Button small onClick={() => void save()}>
            {t('Save mine')}
          </Button>
          <Button small onClick={() => setDraft(key, undefined)}>
            {t('Take theirs')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The card was archived, or is shown as it was: what was typed stays in sight, and can be taken along. */
function Stranded({ task }: { readonly task: TaskDetail }) {
  const places = [
    { key: `${task.id}/title`, open: can(task, 'edit') },
    { key: `${task.id}/body`, open: can(task, 'edit') },
    { key: `${task.id}/comment`, open: can(task, 'comment') },
  ];
  const left = places.filter(({ key, open }) => !open && drafts.value[key]?.trim());
  const words = t('This card cannot be changed now. What you typed is kept:');
  useEffect(() => {
    if (left.length > 0) announce(words, true);
  }, [left.length > 0]);
  if (left.length === 0) return null;
  return (
    <div class="trouble">
      <Icon name="warning" tone="warning" />
      <div class="trouble__words">
        <b>{words}</b>
        {left.map(({ key }) => (
          <div key={key}>
            <pre class="unsaved">{drafts.value[key]}</pre>
            <div class="trouble__do">
              <Button small onClick={() => send(boardCommands.copyText, { text: drafts.peek()[key] ?? '' })}>
                {t('Copy')}
              </Button>
              <Button small onClick={() => setDraft(key, undefined)}>
                {t('Discard')}
              </Button>
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
