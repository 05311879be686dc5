import assert from 'node:assert/strict';
import os from 'node:os';
import fc from 'fast-check';
import { systemMask } from '../../../src/adapters/system-mask';
import { createMask, createStreamMask, MASKED, maskDeep } from '../../../src/core/mask';
import { plantSecrets } from '../../support/planted-secrets';
import { seeded } from '../../support/seeded';

const key = ['sk', 'ant', 'api03', 'abcdefghijklmnop'].join('-');
const mask = createMask({ homes: ['/home/ada', 'C:\\Users\\Ada'], secrets: ['tiger-lily-42', 'abc'] });

describe('masking', () => {
  const cases: readonly (readonly [string, string])[] = [
    [`The key ${key} was refused`, `The key ${MASKED} was refused`],
    ['Authorization: Bearer abcdef.ghijkl-123', `Authorization: Bearer ${MASKED}`],
    ['API_KEY="0123456789abcdef"', `API_KEY="${MASKED}"`],
    ['password: hunter22', `password: ${MASKED}`],
    ['https://ada:letmein@example.org/x', `https://${MASKED}@example.org/x`],
    ['uses tiger-lily-42 twice: tiger-lily-42', `uses ${MASKED} twice: ${MASKED}`],
    ['{\\"api_key\\":\\"abcdef123456\\",\\"n\\":1}', `{\\"api_key\\":\\"${MASKED}\\",\\"n\\":1}`],
    ['GET /v1/x?key=abcdef123456&n=1', `GET /v1/x?key=${MASKED}&n=1`],
    ['https://example.org/x?a=1&access_token=letmein', `https://example.org/x?a=1&access_token=${MASKED}`],
    ['export NPM_TOKEN=abc123def456', `export NPM_TOKEN=${MASKED}`],
    ['AWS_SECRET_ACCESS_KEY=wJalr/K7MDENG+bPx', `AWS_SECRET_ACCESS_KEY=${MASKED}`],
    ['Authorization: token abc123def456', `Authorization: token ${MASKED}`],
    ['x-api-key: abc123def456', `x-api-key: ${MASKED}`],
    ['/home/ada/repo/x.ts:3', '~/repo/x.ts:3'],
    ['file:///home/ada/x', 'file://~/x'],
    ['/home/adaline/x and /mnt/home/ada2', '/home/adaline/x and /mnt/home/ada2'],
    ['C:\\Users\\Ada\\x, C:/Users/Ada/y and "C:\\\\Users\\\\Ada\\\\z"', '~\\x, ~/y and "~\\\\z"'],
  ];
  for (const [given, shown] of cases) {
    it(`shows ${JSON.stringify(shown)}`, () => assert.equal(mask(given), shown));
  }

  it('leaves short secrets, code that names a key and ordinary words alone', () => {
    for (const text of [
      'abc is the alphabet',
      'const apiKey = process.env.API_KEY',
      'the token: none',
      'task-force-one',
      'https://example.org/search?q=token&page=2',
      'MAX_TOKENS=4096 and FOREIGN_KEY=on',
      'the authorization: tokens are counted',
    ])
      assert.equal(mask(text), text);
  });

  it('takes a private key out as a whole, also one that never ends', () => {
    const begin = '-----BEGIN RSA PRIVATE KEY-----';
    assert.equal(mask(`a ${begin}\nMIIE\n-----END RSA PRIVATE KEY----- b`), `a ${MASKED} b`);
    assert.equal(mask(`a ${begin}\nMIIE`), `a ${MASKED}`);
  });

  it('reaches every text inside a value and keeps the rest', () => {
    assert.deepEqual(maskDeep({ a: [`x ${key}`, 1], b: { c: null } }, mask), { a: [`x ${MASKED}`, 1], b: { c: null } });
  });

  it('hides a secret however a stream cuts it, and loses no other character', () => {
    const texts = [
      `before ${key} after`,
      'see /home/ada/work and API_KEY="0123456789abcdef" and Bearer abcdef.ghijkl-123 end',
      'plain words, ÄÖÜ 漢字 👩‍💻 and\nlines',
      'a tiger-lily-42',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }),
        (text, sizes) => {
          const stream = createStreamMask(mask);
          let shown = '';
          let at = 0;
          for (let index = 0; at < text.length; index += 1) {
            const size = sizes[index % sizes.length] ?? 1;
            shown += stream.push(text.slice(at, at + size));
            at += size;
          }
          assert.equal(shown + stream.flush(), mask(text));
        },
      ),
    );
  });

  it('hides what it knows to be secret where a stream cuts it at a blank, too', () => {
    const known = createMask({ homes: ['/Users/Ada Byron'], secrets: ['open sesame 7', 'two\nlines of it'] });
    const text = 'say open sesame 7 in /Users/Ada Byron/x, open sesame 8, or two\nlines of it.';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 60 }), (sizes) => {
        const stream = createStreamMask(known);
        let shown = '';
        for (let at = 0, index = 0; at < text.length; index += 1) {
          const size = sizes[index % sizes.length] ?? 1;
          shown += stream.push(text.slice(at, at + size));
          at += size;
        }
        shown += stream.flush();
        assert.equal(shown, `say ${MASKED} in ~/x, open sesame 8, or ${MASKED}.`);
      }),
    );
  });

  it('hides secrets of every form, in plain words, in JSON and in JSON within JSON, however a stream cuts them', () => {
    const configured = 'pass "phrase" 7/x+y';
    const everything = systemMask({ SIGNALBOX_TEST_PASSWORD: configured });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 40 }), (seed, size) => {
        const { text, hidden } = plantSecrets(seeded(seed), configured, os.homedir());
        for (const written of [text, JSON.stringify({ a: text }), JSON.stringify({ b: JSON.stringify({ a: text }) })]) {
          const stream = createStreamMask(everything);
          let shown = '';
          for (let at = 0; at < written.length; at += size) shown += stream.push(written.slice(at, at + size));
          shown += stream.flush();
          for (const secret of hidden)
            for (const said of [shown, everything(written)]) {
              const at = said.indexOf(secret);
              assert.ok(at < 0, `${secret} in ${said.slice(Math.max(0, at - 50), at + 60)}`);
            }
        }
      }),
      { numRuns: 12 },
    );
  });

  it('does not hold an endless run without a break back for ever', () => {
    const stream = createStreamMask(mask);
    let shown = '';
    for (let index = 0; index < 100; index += 1) shown += stream.push('a'.repeat(1000));
    assert.ok(shown.length > 90_000);
    assert.equal(shown.length + stream.flush().length, 100_000);
  });
});
