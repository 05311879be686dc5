import { useState } from 'preact/hooks';
import { Button } from '../../ui/controls';
import { Dialog } from '../../ui/dialog';
import { t, tn } from '../../ui/l10n';
import { schedule } from '../actions';
import { drafts, setDraft } from '../state/drafts';
import { cardOf } from '../state/store';
import { useOneAtATime } from './one-at-a-time';
import { momentIn, tomorrow, WhenField, whenProblem } from './when-field';

const KEY = 'schedule';

/** When cards may start. They come back to Ready by themselves at that time. */
export function Schedule({ ids, close }: { readonly ids: readonly string[]; readonly close: () => void }) {
  const [tried, setTried] = useState(false);
  const text = drafts.value[KEY] ?? tomorrow();
  const [only] = ids;
  const title = ids.length === 1 && only !== undefined ? (cardOf(only)?.title ?? only) : undefined;
  const submit = useOneAtATime(async () => {
    setTried(true);
    const at = momentIn(drafts.peek()[KEY] ?? tomorrow());
    if (at === undefined) return;
    if (!(await schedule(ids, at))) return;
    setDraft(KEY, undefined);
    close();
  });
  return (
    <Dialog
      title={
        title === undefined ? tn('Schedule {0} card', 'Schedule {0} cards', ids.length) : t('Schedule: {0}', title)
      }
      onClose={close}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button primary onClick={() => void submit()}>
            {t('Schedule')}
          </Button>
        </>
      }
    >
      <WhenField
        first
        value={text}
        problem={tried ? (whenProblem(text) ?? (text.trim() === '' ? t('When may it start?') : undefined)) : undefined}
        hint={t('It waits in Scheduled until then, and becomes ready by itself.')}
        onInput={(value) => setDraft(KEY, value)}
      />
    </Dialog>
  );
}
