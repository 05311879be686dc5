import assert from 'node:assert/strict';
import type { Context } from '../../../src/cli/context';
import { hintOf } from '../../../src/cli/hints';
import { type Noun, verb } from '../../../src/cli/noun';
import { runCommandLine } from '../../../src/cli/run';
import { Page } from '../../../src/cli/terminal/page';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { LedgerUnavailable } from '../../../src/ports/ledger';

const greet: Noun = {
  name: 'greet',
  summary: 'says hello',
  verbs: [
    verb({
      name: 'person',
      summary: 'Greets somebody.',
      arguments: [{ name: 'who', help: 'whom' }],
      options: {
        loud: { type: 'boolean', help: 'louder' },
        times: { type: 'string', value: 'N', help: 'how often' },
        tone: { type: 'string', choices: ['kind', 'stern'], help: 'how' },
      },
      examples: ['signalbox greet person Jo --loud'],
      async run({ args, options }) {
        if (args[0] === 'nobody') return refuse('nobody', say('There is nobody.'), { asked: args[0] });
        if (args[0] === 'ledger') throw new LedgerUnavailable({ code: 'ledger_too_new', message: 'Too new.' });
        if (args[0] === 'home') {
          const details = { files: ['/home/mara/shop'], complaint: 'key s3cret', deep: { line: 3, key: 's3cret' } };
          return refuse('gone', say('/home/mara/shop is gone.'), details);
        }
        if (args[0] === 'bug') throw new Error('boom');
        return ok({ data: { who: args[0], times: options.times ?? null }, text: () => `Hello ${args[0]}` });
      },
    }),
  ],
};

async function call(...argv: string[]) {
  const out: string[] = [];
  const error: string[] = [];
  let closed = 0;
  const code = await runCommandLine(
    argv,
    [{ name: greet.name, load: async () => greet }],
    (globals) =>
      ({
        ...globals,
        page: new Page({ width: 80, colour: false, now: 0 }),
        close: async () => {
          closed += 1;
        },
      }) as unknown as Context,
    {
      version: '1.2.3',
      out: (text) => out.push(text),
      error: (text) => error.push(text),
      mask: (text) => text.replaceAll('/home/mara', '~').replaceAll('s3cret', '•••'),
      maskSecrets: (text) => text.replaceAll('s3cret', '•••'),
    },
  );
  return { code, out: out.join('\n'), error: error.join('\n'), closed };
}

describe('a command line', () => {
  it('answers for people, or as JSON with a version-proof envelope', async () => {
    assert.deepEqual(await call('greet', 'person', 'Jo'), { code: 0, out: 'Hello Jo', error: '', closed: 1 });
    const { out } = await call('greet', 'person', 'Jo', '--json');
    assert.deepEqual(JSON.parse(out), { ok: true, data: { who: 'Jo', times: null } });
  });

  it('tells its version, and that of its JSON', async () => {
    assert.deepEqual(await call('--version'), { code: 0, out: 'signalbox 1.2.3', error: '', closed: 0 });
    assert.deepEqual(JSON.parse((await call('--version', '--json')).out), {
      ok: true,
      data: { version: '1.2.3', json: 1 },
    });
  });

  it('helps by a word as by an option, and says which verb there is not', async () => {
    for (const [asked, same] of [
      [['help'], ['--help']],
      [
        ['help', 'greet'],
        ['greet', '--help'],
      ],
      [
        ['help', 'greet', 'person'],
        ['greet', 'person', '--help'],
      ],
    ] as const) {
      const { code, out } = await call(...asked);
      assert.equal(code, 0);
      assert.equal(out, (await call(...same)).out);
    }
    for (const wrong of [
      ['help', 'greet', 'persn'],
      ['greet', 'persn', '--help'],
    ] as const) {
      const { code, error } = await call(...wrong);
      assert.equal(code, 2);
      assert.match(error, /no verb "persn"\. Did you mean person\?/);
    }
    assert.match((await call('help', 'gret')).error, /There is no "gret"\. Did you mean greet\?/);
  });

  it('names the word that is missing and the one that is too many', async () => {
    assert.match((await call('greet', 'person')).error, /^WHO is missing\.\nUsage: signalbox greet person WHO/);
    assert.match((await call('greet', 'person', 'Jo', 'Ann')).error, /^"Ann" is one word too many/);
    assert.match((await call('greet', 'person')).error, /signalbox help greet person says more\.$/);
  });

  it('says nothing of the home folder where something went wrong', async () => {
    assert.equal((await call('greet', 'person', 'home')).error, '~/shop is gone.');
    assert.match((await call('greet', 'person', 'home', '--json')).out, /"message":"~\/shop is gone\."/);
  });

  it('leaves paths in the details, which scripts work with, and never a secret', async () => {
    const { out } = await call('greet', 'person', 'home', '--json');
    assert.deepEqual(JSON.parse(out).refusal.details, {
      files: ['/home/mara/shop'],
      complaint: 'key •••',
      deep: { line: 3, key: '•••' },
    });
  });

  it('tells a refusal on stderr, or as JSON on stdout, with exit code 1', async () => {
    assert.deepEqual(await call('greet', 'person', 'nobody'), {
      code: 1,
      out: '',
      error: 'There is nobody.',
      closed: 1,
    });
    const { code, out } = await call('--json', 'greet', 'person', 'nobody');
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), {
      ok: false,
      refusal: { code: 'nobody', message: 'There is nobody.', details: { asked: 'nobody' } },
    });
  });

  it('says where the names are of which none was meant', () => {
    const hint = (code: string, details: Record<string, string>, message = 'There is none.') =>
      hintOf({ code, message, details });
    assert.equal(hint('not_found', { task: 't_1', board: 'default' }), '"signalbox task list" shows them.');
    assert.equal(hint('not_found', { board: 'nope' }), '"signalbox board list" shows them.');
    assert.equal(hint('unknown_profile', {}), '"signalbox profiles list" shows them.');
    assert.equal(hint('not_found', { slug: 'x' }, 'None. "signalbox projects list" shows them.'), undefined);
    assert.equal(hint('nobody', { task: 't_1' }), undefined);
  });

  it('tells of a ledger that cannot be read as a refusal, not as a bug', async () => {
    const { code, out } = await call('greet', 'person', 'ledger', '--json');
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), { ok: false, refusal: { code: 'ledger_too_new', message: 'Too new.' } });
  });

  it('says what was probably meant, with exit code 2', async () => {
    const wrong: [string[], RegExp][] = [
      [['greet', 'persno', 'Jo'], /no verb "persno"\. Did you mean person\?/],
      [['gret', 'person'], /Did you mean greet\?/],
      [['greet', 'person', 'Jo', '--lod'], /no option --lod\. Did you mean --loud\?/],
      [['greet', 'person', 'Jo', '--tone', 'kin'], /--tone cannot be "kin"\. Did you mean kind\?/],
      [['greet'], /greet: says hello/],
      [['-x'], /There is no option -x\./],
      [['--workspace', '/no/such/folder', 'greet', 'person', 'Jo'], /There is no folder \/no\/such\/folder\./],
    ];
    for (const [argv, expected] of wrong) {
      const { code, error } = await call(...argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(error, expected);
    }
    assert.equal(JSON.parse((await call('greet', '--json')).out).refusal.code, 'usage');
  });

  it('takes what begins with a dash as the value of an option, unless it is an option', async () => {
    const { out } = await call('greet', 'person', 'Jo', '--times', '-5', '--json');
    assert.equal(JSON.parse(out).data.times, '-5');
    assert.equal(
      JSON.parse((await call('greet', 'person', 'Jo', '--times', '- a\n- b', '--json')).out).data.times,
      '- a\n- b',
    );
    assert.equal((await call('greet', 'person', 'Jo', '--times', '--loud')).code, 2);
  });

  it('reports a bug as a bug, with exit code 3', async () => {
    const { code, error, closed } = await call('greet', 'person', 'bug');
    assert.deepEqual([code, closed], [3, 1]);
    assert.match(error, /Signalbox has a bug here[\s\S]*boom/);
  });

  it('has a page of help for all, a noun and a verb, with examples', async () => {
    for (const argv of [['--help'], ['greet', '--help'], ['greet', 'person', '--help']]) {
      const { code, out } = await call(...argv);
      assert.equal(code, 0);
      assert.match(out, /greet/);
    }
    assert.match((await call('greet', 'person', '--help')).out, /Examples:\n {2}signalbox greet person Jo --loud/);
  });
});
