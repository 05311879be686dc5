import { useRef, useState } from 'preact/hooks';
import type { TaskDetail } from '../../../src/protocol/board';
import { boardRequests } from '../../../src/protocol/board-messages';
import { eventTime, fullTime } from '../../ui/ages';
import { announce } from '../../ui/announcer';
import { Button, Who } from '../../ui/controls';
import { keptSignal } from '../../ui/host-api';
import { t } from '../../ui/l10n';
import { accepted } from '../actions';
import { moment } from '../state/clock';
import { ask } from '../state/connection';
import { drafts, lineSaid, setDraft } from '../state/drafts';
import { people } from '../state/store';
import { openLink } from './description';
import { can } from './edits';
import { LongText } from './long-text';
import { useEarlier } from './more';
import { Section } from './section';

const NEWEST = 10;

/** Comments that were asked for and not confirmed, with how many there were then. */
const asked = keptSignal<Readonly<Record<string, { readonly text: string; readonly after: number }>>>('asked', {});

export function Comments({ task }: { readonly task: TaskDetail }) {
  const { drawn, total, button } = useEarlier(task, 'comments', NEWEST, task.earlier.comments);
  if (total === 0) return null;
  const now = moment.value;
  return (
    <Section id="comments" title={t('Comments')} count={total} tools={button}>
      <ol class="comments">
        {drawn.map((comment) => (
          <li key={comment.id} class="comment">
            <Who
              name={comment.author}
              kind={people.value.find((person) => person.name === comment.author)?.kind ?? 'person'}
            />
            <div class="comment__body">
              <div class="comment__by">
                <b>{comment.author}</b>{' '}
                <span class="second figures" title={fullTime(comment.at)}>
                  {eventTime(comment.at, now)}
                </span>
              </div>
              <LongText text={comment.text} onLink={openLink} />
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** Pinned below: one can always answer, wherever the drawer is scrolled to. */
export function CommentBox({ task }: { readonly task: TaskDetail }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [sending, setSending] = useState(false);
  const key = `${task.id}/comment`;
  const text = drafts.value[key] ?? '';
  if (!can(task, 'comment')) return null;
  const post = async () => {
    if (text.trim() === '' || sending) return;
    setSending(true);
    // What is asked for again was perhaps said already: its answer may have been lost on the way.
    const before = asked.peek()[key];
    const after = before?.text === text ? before.after : undefined;
    asked.value = { ...asked.peek(), [key]: { text, after: after ?? task.earlier.comments + task.comments.length } };
    const answer = await ask(boardRequests.comment, { id: task.id, text, ...(after !== undefined && { after }) });
    if (answer.ok) {
      const { [key]: _done, ...others } = asked.peek();
      asked.value = others;
    }
    const done = accepted(answer);
    setSending(false);
    if (done === undefined) return;
    lineSaid(key, text);
    announce(t('Comment added.'));
    // The button that was pressed cannot be pressed any more; who went elsewhere meanwhile stays there.
    const { activeElement } = document;
    if (activeElement === document.body || box.current?.parentElement?.contains(activeElement)) box.current?.focus();
  };
  return (
    <div class="say">
      <textarea
        ref={box}
        data-comment={task.id}
        rows={text.includes('\n') ? 4 : 1}
        aria-label={t('Comment')}
        placeholder={t('Add a comment. The next attempt reads it.')}
        value={text}
        onInput={(event) => setDraft(key, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            void post();
          }
        }}
      />
      <Button disabled={text.trim() === '' || sending} title={t('Ctrl+Enter')} onClick={() => void post()}>
        {t('Comment')}
      </Button>
    </div>
  );
}
