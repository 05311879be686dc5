import type { Result } from '../../../core/result';
import { t } from '../../translate';
import { ask } from '../../wizard';
import { nameOf } from './appearance';
import type { Endings } from './ending';
import type { SessionRef, WindowIterations } from './window';

interface MakeWayParts {
  readonly window: WindowIterations;
  readonly endings: Endings;
  reveal(ref: SessionRef): Promise<void>;
  cancel(ref: SessionRef): Promise<Result<unknown>>;
}

/**
 * One document of a project is improved at a time. Asks what is to become of the one that is under way; true: it makes way
 * for another.
 */
export async function makeWay(parts: MakeWayParts, ref: SessionRef): Promise<boolean> {
  const session = parts.window.session(ref);
  const document = nameOf(session?.document ?? '');
  const chosen = await ask(
    { title: t('Improve a Document'), step: 1, totalSteps: 1 },
    {
      kind: 'choice',
      prompt: t('{document} is being improved, one document of a project at a time. What now?', { document }),
      choices: [
        { id: 'watch', label: `$(eye) ${t('Watch it')}`, description: t('shows what the agent does') },
        {
          id: 'stop',
          label: `$(debug-stop) ${t('Stop it and go on')}`,
          description: t('it stays as the agent last saved it'),
        },
        { id: 'wait', label: `$(clockface) ${t('Wait for it')}`, description: t('you are told when it is done') },
      ],
    },
  );
  if (chosen === 'stop') {
    const cancelled = await parts.cancel(ref);
    // Who was faster than the person makes way as well.
    return cancelled.ok || cancelled.refusal.code === 'not_running';
  }
  if (chosen === 'watch') await parts.reveal(ref);
  const iterations = await parts.window.iterations(ref.folder);
  if (chosen === 'wait' && iterations) parts.endings.tellOf(ref, iterations);
  return false;
}
