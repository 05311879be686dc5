import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ok } from '../../../src/core/result';
import { notification, request } from '../../../src/protocol/messages';
import { type PatchMessage, Replica, Revisions, type SnapshotMessage } from '../../../src/protocol/replica';
import { HostEndpoint, PageEndpoint } from '../../../src/protocol/transport';
import { FakeTimers, faithful, Wire } from '../../support/fake-channel';

const requests = { snapshot: request<null, SnapshotMessage<readonly number[]>>('snapshot') } as const;
const notifications = {
  snapshot: notification<SnapshotMessage<readonly number[]>>('snapshot'),
  patch: notification<PatchMessage<number>>('patch'),
} as const;

type Step = { readonly kind: 'change' | 'deliver' | 'time' | 'reload' | 'restart' };

/** A host whose model is a growing list, and a page that must come to show exactly it. */
class Play {
  readonly wire = new Wire();
  readonly timers = new FakeTimers();
  readonly list: number[] = [];
  host: HostEndpoint;
  page: PageEndpoint;
  replica!: Replica<readonly number[], number>;
  revisions = new Revisions();
  #names = 0;

  constructor() {
    this.page = this.newPage();
    this.host = this.newHost();
  }

  newHost(): HostEndpoint {
    this.revisions = new Revisions();
    const host: HostEndpoint = new HostEndpoint({
      channel: this.wire.host,
      timers: this.timers,
      newName: () => `h${++this.#names}`,
      connected: () => host.notify(notifications.snapshot, this.revisions.snapshot([...this.list])),
    });
    host.handle(requests, { snapshot: () => ok(this.revisions.snapshot([...this.list])) });
    return host;
  }

  newPage(): PageEndpoint {
    const replica = new Replica<readonly number[], number>({
      apply: (model, patch) => [...model, patch],
      requestSnapshot: () => {
        void page.request(requests.snapshot, null, { timeoutMs: 1000 }).then((answer) => {
          if (answer.ok) replica.snapshot(answer.value);
          else replica.failed();
        });
      },
      changed: (model) => {
        assert.deepEqual(model, this.list.slice(0, model.length), 'the page shows a state that the host never had');
      },
    });
    const page = new PageEndpoint({
      channel: this.wire.page(),
      timers: this.timers,
      newName: () => `p${++this.#names}`,
      connected: () => replica.restart(),
    });
    page.handle(notifications, { snapshot: (m) => replica.snapshot(m), patch: (m) => replica.patch(m) });
    this.replica = replica;
    return page;
  }

  change(): void {
    this.list.push(this.list.length);
    this.host.notify(notifications.patch, this.revisions.patch(this.list.length - 1));
  }

  async step({ kind }: Step): Promise<void> {
    if (kind === 'change') this.change();
    else if (kind === 'deliver') await this.wire.deliver();
    else if (kind === 'time') this.timers.pass(600);
    else if (kind === 'reload') {
      this.page.dispose();
      this.page = this.newPage();
    } else {
      this.host.dispose();
      this.host = this.newHost();
    }
  }
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>(
      'change',
      'change',
      'change',
      'deliver',
      'deliver',
      'time',
      'reload',
      'restart',
    ),
  }),
  { maxLength: 40 },
);
const fates = fc.infiniteStream(
  fc.record({ copies: fc.constantFrom(0, 1, 1, 1, 2), late: fc.constantFrom(false, false, true) }),
);

describe('host and page over a channel that loses, doubles and reorders', () => {
  it('come to the same state once the channel works again and something changes', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fates, async (script, stream) => {
        const play = new Play();
        play.wire.fate = () => stream.next().value ?? faithful();
        for (const step of script) await play.step(step);
        play.wire.fate = faithful;
        await play.wire.deliver();
        // Time enough for what is repeated ever more seldom, and for a request that was lost to time out.
        for (let round = 0; round < 4; round += 1) {
          play.timers.pass(30_000);
          await play.wire.deliver();
          play.change();
          await play.wire.deliver();
        }
        assert.deepEqual(play.replica.model, play.list);
      }),
      { numRuns: 300 },
    );
  });
});
