import { useState } from 'preact/hooks';
import { t } from '../../ui/l10n';
import { Markdown } from '../../ui/markdown';
import { beginningOf } from './beginning';

interface LongTextProps {
  readonly text: string;
  readonly onLink: (href: string) => void;
}

/** Markdown whose length costs nothing before a person asks for all of it. */
export function LongText({ text, onLink }: LongTextProps) {
  const [whole, setWhole] = useState(false);
  const beginning = whole ? undefined : beginningOf(text);
  return (
    <>
      <Markdown text={beginning ?? text} onLink={onLink} />
      {beginning === undefined ? null : (
        <button type="button" class="link long-text__more" onClick={() => setWhole(true)}>
          {t('Show the whole text ({0} KB)', Math.ceil(text.length / 1024))}
        </button>
      )}
    </>
  );
}
