import { useLayoutEffect, useRef } from 'preact/hooks';
import { plain } from '../../../src/core/text';
import type { TaskDetail } from '../../../src/protocol/board';
import { boardCommands } from '../../../src/protocol/board-messages';
import { bytes } from '../../ui/ages';
import { IconButton } from '../../ui/controls';
import { t } from '../../ui/l10n';
import { send } from '../state/connection';
import { Section } from './section';

/** The end of the worker's log. It follows as long as a person has not scrolled up. */
export function Log({ task }: { readonly task: TaskDetail }) {
  const box = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  const { log } = task;
  useLayoutEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [log?.text]);
  if (!log) return null;
  const shown = new TextEncoder().encode(log.text).length;
  return (
    <Section
      id="log"
      title={t('Worker log')}
      count={shown < log.bytes ? t('last {0} of {1}', bytes(shown), bytes(log.bytes)) : bytes(log.bytes)}
      tools={
        <IconButton
          small
          icon="go-to-file"
          title={t('Open the log')}
          onClick={() => send(boardCommands.openLog, { id: task.id })}
        />
      }
    >
      <pre
        ref={box}
        class="log"
        role="log"
        aria-live="off"
        aria-label={t('Worker log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          follows.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {plain(log.text)}
      </pre>
    </Section>
  );
}
