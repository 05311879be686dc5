import { boardRequests } from '../../../src/protocol/board-messages';
import { Button, TextArea } from '../../ui/controls';
import { Dialog } from '../../ui/dialog';
import { t } from '../../ui/l10n';
import { accepted } from '../actions';
import { ask } from '../state/connection';
import { drafts, setDraft } from '../state/drafts';
import { cardOf } from '../state/store';
import { useOneAtATime } from './one-at-a-time';

interface ReasonProps {
  readonly verb: 'block' | 'complete' | 'requestChanges';
  readonly id: string;
  readonly close: () => void;
}

const WORDS = {
  block: () => ({ title: t('Block'), label: t('What is in the way?'), button: t('Block') }),
  complete: () => ({ title: t('Complete'), label: t('What was done?'), button: t('Complete') }),
  requestChanges: () => ({
    title: t('Request changes'),
    label: t('What is to be changed?'),
    button: t('Request changes'),
  }),
};

export function Reason({ verb, id, close }: ReasonProps) {
  const words = WORDS[verb]();
  const key = `${id}/${verb}`;
  const text = drafts.value[key] ?? '';
  const submit = useOneAtATime(async () => {
    if (text.trim() === '') return;
    const sent =
      verb === 'block'
        ? ask(boardRequests.block, { id, reason: text, kind: 'needs_input' })
        : verb === 'complete'
          ? ask(boardRequests.complete, { id, summary: text })
          : ask(boardRequests.requestChanges, { id, reason: text });
    if (accepted(await sent) === undefined) return;
    setDraft(key, undefined);
    close();
  });
  return (
    <Dialog
      title={`${words.title}: ${cardOf(id)?.title ?? id}`}
      onClose={close}
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button primary disabled={text.trim() === ''} onClick={() => void submit()}>
            {words.button}
          </Button>
        </>
      }
    >
      <TextArea first label={words.label} value={text} onInput={(value) => setDraft(key, value)} />
    </Dialog>
  );
}
