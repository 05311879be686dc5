import type { Disposable } from '../../../ports/disposable';
import type { AttentionItem, AttentionSource } from '../../attention/sources';
import { age } from '../../projects/appearance';
import { t } from '../../translate';
import { mayI } from '../attention';
import { nameOf, waitingFor } from './appearance';
import { keyOf, type WindowIterations, type WindowSession } from './window';

const LONGEST = 600;

/** What agents of iterations ask, as rows of Needs You. */
export class IterationsAttention implements AttentionSource {
  readonly #window: WindowIterations;

  constructor(window: WindowIterations) {
    this.#window = window;
  }

  items(): readonly AttentionItem[] {
    return this.#window.all().flatMap(itemsOf);
  }

  onChange(listener: () => void): Disposable {
    return this.#window.onChange(() => listener());
  }
}

function itemsOf({ folder, id, session }: WindowSession): AttentionItem[] {
  const since = session.updatedAt;
  return waitingFor(session).map((request) => ({
    id: `iterations:${keyOf({ folder, id })}:${request.id}`,
    severity: 'question',
    icon: { id: 'bell-dot', color: 'charts.blue' },
    label: mayI(request.kind, request.title),
    description: [
      t('improving {document}', { document: nameOf(session.document) }),
      age(new Date(since).toISOString(), Date.now(), t),
    ]
      .filter(Boolean)
      .join(' \u00b7 '),
    tooltip: [request.title, request.detail === request.title ? '' : request.detail.slice(0, LONGEST)]
      .filter(Boolean)
      .join('\n'),
    since,
    context: 'iterationPermission',
    open: {
      command: 'signalbox.iterations.answer',
      title: t('Answer'),
      arguments: [{ folder, id, request: request.id }],
    },
    subject: { folder, id, request: request.id },
  }));
}
