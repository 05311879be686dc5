import { Button, TextField } from '../../ui/controls';
import { Dialog } from '../../ui/dialog';
import { t, tn } from '../../ui/l10n';
import { schedule } from '../actions';
import { drafts, setDraft } from '../state/drafts';
import { cardOf } from '../state/store';

const KEY = 'schedule';

/** Tomorrow at nine, as a field of date and time has it. */
function tomorrow(): string {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T09:00`;
}

/** When cards may start. They come back to Ready by themselves at that time. */
export function Schedule({ ids, close }: { readonly ids: readonly string[]; readonly close: () => void }) {
  const text = drafts.value[KEY] ?? tomorrow();
  const at = Date.parse(text);
  const [only] = ids;
  const title = ids.length === 1 && only !== undefined ? (cardOf(only)?.title ?? only) : undefined;
  const submit = async () => {
    if (Number.isNaN(at)) return;
    if (!(await schedule(ids, at))) return;
    setDraft(KEY, undefined);
    close();
  };
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
          <Button primary disabled={Number.isNaN(at)} onClick={() => void submit()}>
            {t('Schedule')}
          </Button>
        </>
      }
    >
      <TextField
        first
        label={t('Not before')}
        type="datetime-local"
        value={text}
        hint={t('It waits in Scheduled until then, and becomes ready by itself.')}
        onInput={(value) => setDraft(KEY, value)}
      />
    </Dialog>
  );
}
