import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from '../ui/controls';
import { t } from '../ui/l10n';

/** So near to the end counts as being at it. */
const NEAR = 24;
/** Places are rounded to what the screen can show. */
const PIXEL = 1;

/** The person has said something here, and wants to see what comes of it. */
let expects = false;

export function followNext(): void {
  expects = true;
}

interface ScrolledProps {
  /** Another one may be of another window, or a message that had waited: then whoever reads stays where they read. */
  readonly turns: number;
  readonly children: (holdPlace: () => void) => ComponentChildren;
}

/** Stays at the end while text arrives, unless the person has scrolled away from it. */
export function Scrolled({ turns, children }: ScrolledProps) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  /** Where the end was seen last. What grows moves nobody away from it: who goes away goes up. */
  const atEnd = useRef(0);
  /** How far the end was when something is about to grow above what is read. */
  const held = useRef<number | undefined>(undefined);
  const [away, setAway] = useState(false);
  const [, draw] = useState(0);
  const toEnd = () => {
    if (!box.current) return;
    box.current.scrollTop = box.current.scrollHeight;
    atEnd.current = box.current.scrollTop;
  };
  const holdPlace = () => {
    if (!box.current) return;
    held.current = box.current.scrollHeight - box.current.scrollTop;
    // Drawn together with what grows, so that the place is there again before anything is painted.
    draw((times) => times + 1);
  };
  useLayoutEffect(() => {
    if (expects) follows.current = true;
    expects = false;
  }, [turns]);
  useLayoutEffect(() => {
    if (held.current !== undefined && box.current) {
      box.current.scrollTop = box.current.scrollHeight - held.current;
      atEnd.current = box.current.scrollTop;
      held.current = undefined;
    } else if (follows.current) toEnd();
  });
  useLayoutEffect(() => {
    if (!box.current || !content.current) return;
    // The input grows, a question is docked, the view is made narrower, a font arrives: the end stays in sight.
    const observer = new ResizeObserver(() => follows.current && toEnd());
    observer.observe(box.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="talk-frame">
      <div
        ref={box}
        class="talk"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t('Conversation')}
        aria-live="off"
        onScroll={({ currentTarget }) => {
          const { scrollHeight, scrollTop, clientHeight } = currentTarget;
          // Told a frame later: by then the input may be higher, or more may have arrived.
          const isNear = scrollHeight - scrollTop - clientHeight < NEAR;
          follows.current = isNear || (follows.current && scrollTop > atEnd.current - PIXEL);
          if (isNear) atEnd.current = scrollTop;
          setAway(!follows.current);
        }}
      >
        <div ref={content}>{children(holdPlace)}</div>
      </div>
      {away ? (
        <div class="to-end">
          <IconButton
            icon="arrow-down"
            title={t('Go to the end')}
            onClick={() => {
              follows.current = true;
              toEnd();
            }}
          />
        </div>
      ) : null}
    </div>
  );
}
