import assert from 'node:assert/strict';
import { ok, type Result, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { command, notification, request } from '../../../src/protocol/messages';
import { HostEndpoint, PageEndpoint } from '../../../src/protocol/transport';
import { FakeTimers, Wire } from '../../support/fake-channel';

const requests = {
  double: request<number, number>('double'),
  wait: request<null, string>('wait'),
} as const;
const commands = { poke: command<{ where: string }>('poke') } as const;
const notifications = { news: notification<string>('news') } as const;

interface Talk {
  readonly wire: Wire;
  readonly timers: FakeTimers;
  readonly host: HostEndpoint;
  readonly problems: string[];
  readonly generations: string[];
  readonly poked: string[];
  readonly waits: { signal: AbortSignal; answer: (result: Result<string>) => void }[];
  page: PageEndpoint;
  reload(): PageEndpoint;
}

let names = 0;

function talk(): Talk {
  const wire = new Wire();
  const timers = new FakeTimers();
  const problems: string[] = [];
  const generations: string[] = [];
  const poked: string[] = [];
  const waits: Talk['waits'] = [];
  const shared = { timers, newName: () => `n${++names}`, problem: (message: string) => problems.push(message) };
  const newPage = () => new PageEndpoint({ ...shared, channel: wire.page() });
  const host = new HostEndpoint({ ...shared, channel: wire.host, connected: (g) => generations.push(g) });
  host.handle(
    requests,
    {
      double: (n) => ok(n * 2),
      wait: (_, { signal }) =>
        new Promise((answer) => {
          waits.push({ signal, answer });
        }),
    },
    {
      double: (n) => (typeof n === 'number' ? ok(n) : refuse('invalid_payload', say('a number is wanted'))),
      wait: () => ok(null),
    },
  );
  host.handle(
    commands,
    { poke: ({ where }) => poked.push(where) },
    {
      poke: (p) =>
        typeof (p as { where?: unknown })?.where === 'string' ? ok(p) : refuse('invalid_payload', say('no')),
    },
  );
  const self: Talk = {
    wire,
    timers,
    host,
    problems,
    generations,
    poked,
    waits,
    page: newPage(),
    reload: () => {
      self.page = newPage();
      return self.page;
    },
  };
  return self;
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusal.code);

describe('the transport', () => {
  it('shakes hands, then answers a request with its value', async () => {
    const { wire, page } = talk();
    await wire.deliver();
    const answer = page.request(requests.double, 21);
    await wire.deliver();
    assert.deepEqual(await answer, ok(42));
  });

  it('says hello again until somebody welcomes it', async () => {
    const { wire, page, timers } = talk();
    wire.fate = () => ({ copies: 0, late: false });
    await wire.deliver();
    timers.pass(500);
    wire.fate = () => ({ copies: 1, late: false });
    assert.equal(page.isConnected, false);
    await wire.deliver();
    timers.pass(1000);
    await wire.deliver();
    assert.equal(page.isConnected, true);
    assert.equal(timers.waiting, 0, 'the hello timer is gone');
  });

  it('refuses a request before the handshake instead of losing it', async () => {
    const { page } = talk();
    assert.equal(codeOf(await page.request(requests.double, 1)), 'disconnected');
  });

  it('does not let a payload through that its check refuses', async () => {
    const { wire, page, poked, problems } = talk();
    await wire.deliver();
    const answer = page.request(requests.double, 'x' as unknown as number);
    page.send(commands.poke, { where: 7 } as unknown as { where: string });
    await wire.deliver();
    assert.equal(codeOf(await answer), 'invalid_payload');
    assert.deepEqual(poked, []);
    assert.match(problems.join(), /poke was dropped/);
  });

  it('answers what nobody handles with unknown_message', async () => {
    const { wire, page } = talk();
    await wire.deliver();
    const answer = page.request(request<null, null>('constructor'), null);
    await wire.deliver();
    assert.equal(codeOf(await answer), 'unknown_message');
  });

  it('turns a handler that throws into a refusal and reports it', async () => {
    const { wire, page, host, problems } = talk();
    const broken = { burst: request<null, null>('burst') } as const;
    host.handle(broken, {
      burst: () => {
        throw new Error('secret path /home/x');
      },
    });
    await wire.deliver();
    const answer = page.request(broken.burst, null);
    await wire.deliver();
    const result = await answer;
    assert.equal(codeOf(result), 'internal');
    assert.doesNotMatch(JSON.stringify(result), /secret/);
    assert.match(problems.join(), /burst failed/);
  });

  it('gives up on an answer after its time and tells the other side', async () => {
    const { wire, page, timers, waits } = talk();
    await wire.deliver();
    const answer = page.request(requests.wait, null, { timeoutMs: 100 });
    await wire.deliver();
    timers.pass(100);
    await wire.deliver();
    assert.equal(codeOf(await answer), 'timeout');
    assert.equal(waits[0]?.signal.aborted, true);
  });

  it('hands a cancellation through to the handler', async () => {
    const { wire, page, waits, timers } = talk();
    await wire.deliver();
    const abort = new AbortController();
    const answer = page.request(requests.wait, null, { signal: abort.signal });
    await wire.deliver();
    abort.abort();
    await wire.deliver();
    assert.equal(codeOf(await answer), 'cancelled');
    assert.equal(waits[0]?.signal.aborted, true);
    assert.equal(timers.waiting, 0);
  });

  it('does not even ask when it was cancelled before', async () => {
    const { wire, page, waits } = talk();
    await wire.deliver();
    const answer = page.request(requests.wait, null, { signal: AbortSignal.abort() });
    await wire.deliver();
    assert.equal(codeOf(await answer), 'cancelled');
    assert.equal(waits.length, 0);
  });

  it('settles everything that is pending when it is disposed, and cancels what it serves', async () => {
    const { wire, page, host, waits, timers } = talk();
    await wire.deliver();
    const asked = [page.request(requests.wait, null), page.request(requests.wait, null)];
    await wire.deliver();
    host.dispose();
    page.dispose();
    assert.deepEqual((await Promise.all(asked)).map(codeOf), ['disposed', 'disposed']);
    assert.deepEqual(
      waits.map(({ signal }) => signal.aborted),
      [true, true],
    );
    assert.equal(codeOf(await page.request(requests.double, 1)), 'disposed');
    assert.equal(timers.waiting, 0, 'no timer outlives the panel');
  });

  it('begins a new generation with a reloaded page and settles what the host had asked the old one', async () => {
    const talking = talk();
    const { wire, host, generations } = talking;
    await wire.deliver();
    const fromPage = request<null, string>('fromPage');
    const asked = host.request(fromPage, null);
    talking.reload();
    await wire.deliver();
    assert.equal(codeOf(await asked), 'disconnected');
    assert.equal(generations.length, 2);
    assert.notEqual(generations[0], generations[1]);
  });

  it('drops messages of an earlier page', async () => {
    const talking = talk();
    const { wire, page, poked } = talking;
    await wire.deliver();
    page.send(commands.poke, { where: 'old' });
    const old = wire.seen.at(-1)!.message;
    await wire.deliver();
    talking.reload();
    await wire.deliver();
    wire.forge('host', old);
    assert.deepEqual(poked, ['old'], 'the replayed message was not served again');
  });

  it('is found again by a restarted host', async () => {
    const talking = talk();
    const { wire, page, timers, host } = talking;
    await wire.deliver();
    const pending = page.request(requests.wait, null);
    await wire.deliver();
    host.dispose();
    const restarted = new HostEndpoint({ channel: wire.host, timers, newName: () => 'second host' });
    restarted.handle(requests, { double: (n) => ok(n * 3), wait: () => ok('') });
    await wire.deliver();
    assert.equal(codeOf(await pending), 'disconnected');
    const answer = page.request(requests.double, 2);
    await wire.deliver();
    assert.deepEqual(await answer, ok(6));
  });

  it('comes back to the living host after the late welcome of a dead one', async () => {
    const { wire, page, host, timers } = talk();
    const heard: string[] = [];
    page.handle(notifications, { news: (text) => heard.push(text) });
    await wire.deliver();
    const hello = wire.seen.find(({ to }) => to === 'host')?.message as { page: string };
    wire.forge('page', { t: 'welcome', page: hello.page, g: 'of a dead host' });
    host.notify(notifications.news, 'lost');
    await wire.deliver();
    host.notify(notifications.news, 'found');
    await wire.deliver();
    assert.deepEqual(heard, ['found']);
    assert.equal(timers.waiting, 0);
  });

  it('drops what is no message of the protocol at all', async () => {
    const { wire, page, host, problems } = talk();
    await wire.deliver();
    const before = problems.length;
    const junk = [null, 7, 'hello', [], {}, { t: 'ask' }, { t: 'ask', g: 'x', id: 1.5, m: 'double', p: 1 }];
    for (const message of junk) wire.forge('host', message);
    wire.forge('page', { t: 'answer', g: 'x', id: 1, r: { ok: false } });
    assert.equal(problems.length - before, junk.length + 1);
    assert.equal(page.isConnected && host.isConnected, true);
  });

  it('serves a doubled request once while it is being answered', async () => {
    const { wire, page, waits } = talk();
    await wire.deliver();
    wire.fate = () => ({ copies: 2, late: false });
    const answer = page.request(requests.wait, null);
    await wire.deliver();
    assert.equal(waits.length, 1);
    waits[0]?.answer(ok('once'));
    await wire.deliver();
    assert.deepEqual(await answer, ok('once'));
  });

  it('begins anew with a page that was thought gone and is there', async () => {
    const { host, wire, generations } = talk();
    await wire.deliver();
    host.renew();
    await wire.deliver();
    assert.equal(generations.length, 2);
    assert.notEqual(generations[0], generations[1]);
  });

  describe('a page whose host is gone', () => {
    const answers = async () => {
      const told: boolean[] = [];
      const wire = new Wire();
      const timers = new FakeTimers();
      const shared = { timers, newName: () => `n${++names}` };
      const host = new HostEndpoint({ ...shared, channel: wire.host });
      const page = new PageEndpoint({ ...shared, channel: wire.page(), answering: (yes) => told.push(yes) });
      await wire.deliver();
      return { told, wire, timers, shared, host, page };
    };

    it('is told when the host says goodbye', async () => {
      const { told, wire, host } = await answers();
      host.dispose();
      await wire.deliver();
      assert.deepEqual(told, [false]);
    });

    it('notices that nobody answers, and that somebody answers again', async () => {
      const { told, wire, timers, shared, host, page } = await answers();
      wire.fate = () => ({ copies: 0, late: false });
      host.dispose();
      page.probe();
      timers.pass(2000);
      assert.deepEqual(told, [false]);
      wire.fate = () => ({ copies: 1, late: false });
      new HostEndpoint({ ...shared, channel: wire.host });
      await wire.deliver();
      assert.deepEqual(told, [false, true]);
    });

    it('has lost nothing when it asked a host that is there', async () => {
      const { told, wire, timers, page } = await answers();
      page.probe();
      await wire.deliver();
      timers.pass(60_000);
      assert.deepEqual(told, []);
      assert.equal(page.isConnected, true);
    });

    it('does not believe the goodbye of another conversation', async () => {
      const { told, wire } = await answers();
      wire.forge('page', { t: 'bye', g: 'of another' });
      assert.deepEqual(told, []);
    });
  });
});
