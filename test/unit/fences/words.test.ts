import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.resolve('package.json'));
const { collectSentences } = require('./test/support/l10n.cjs') as { collectSentences(): Record<string, string> };

/** Whom the words of a file are for, where that is not the person before the editor. */
const NOT_OURS: readonly (readonly [RegExp, string])[] = [
  [/^src\/cli[/.]/, 'the command line speaks English'],
  [/^src\/core\/board\/from-|^src\/services\/boards\/transfer\.ts$/, 'imports are made on the command line'],
  [/^src\/vscode\/catalogue\//, 'the manifest has strings of its own: package.nls.json'],
  [/^src\/adapters\/demo-agent\//, 'the agent that shows how Signalbox works speaks as agents do'],
  [/^src\/core\/(?:plan\/(?:prompt|phase|final)|iteration\/prompt)\.ts$/, 'prompts are for agents'],
  [/^src\/core\/iteration\/unified-diff\.ts$/, 'what git and patch read'],
  [/^src\/adapters\/agents\/(?:claude|acp-connection)\.ts$/, 'what agents are answered'],
  [/^src\/adapters\/sqlite\/|^src\/adapters\/hermes-board\.ts$/, 'SQL'],
  [/^src\/adapters\/(?:settings|consents)\.ts$/, 'names of folders'],
  [/^src\/core\/project\/fields\.ts$/, 'the words that PRDs use'],
  [
    /^src\/core\/agent\/consent\.ts$/,
    'only the command line asks about a line of a workspace; its fingerprint is kept',
  ],
  [/^src\/core\/sentence\.ts$/, 'what the compiler says'],
];

/** Texts that stay as they are in every language: names, and what is written for machines. */
const AS_THEY_ARE =
  /^(?:Codex|Tool|Demo agent|project hasProblems|project awaitsApproval)|^<!DOCTYPE|^signalbox |^ auth login$|^# What Signalbox keeps|^signalbox: rollback taken back$|^Uncommitted work before rollback|^Files as they were when|^Planned with Signalbox\.$/;
/** Calls whose texts are for the log, for whoever mends a bug, or for the machine. */
const NOT_READ = /(?:^|[.#])(?:log|#log)\.\w+$|(?:^|[.#])(?:problem|Error|refused|prepare|includes|split|run|join)$/;

const LITERAL = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//;
const REGEX = /\/(?![*/\s])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*(?=[\s,;.)\]])/;
const TOKEN = new RegExp([COMMENT, LITERAL, REGEX].map(({ source }) => source).join('|'), 'g');

/** Two words in a row, or one with a capital: a text for people, and no name or key. */
const PROSE = /[A-Za-z]{2,} [a-z]{2,}|^[A-Z][a-z]+…?$/;

/** Texts of a source that read like words for people and that nobody can translate. */
function bareSentencesIn(source: string, sentences: ReadonlySet<string>): string[] {
  const tokens = [...source.matchAll(TOKEN)];
  const code = source.replace(TOKEN, (token) => token.replace(/[^\n]/g, ' '));
  return tokens.flatMap(({ 0: token, index }) => {
    if (!/^['"`]/.test(token)) return [];
    const text = token.startsWith('`') ? token.slice(1, -1) : (Function(`return ${token}`)() as string);
    const words = withoutHoles(text);
    if (!PROSE.test(words) || sentences.has(text) || AS_THEY_ARE.test(text)) return [];
    return NOT_READ.test(callAround(code, index)) ? [] : [token];
  });
}

/** A template's own words, without what is put in. */
function withoutHoles(template: string): string {
  const inner = template.replace(/\$\{[^{}]*\}|(?<!\$)\{[^{}]*\}/g, '');
  return inner === template ? template : withoutHoles(inner);
}

/** What is called where a place stands among the arguments: `shell.log.warn`. */
function callAround(code: string, at: number): string {
  let depth = 0;
  for (let index = at - 1; index >= 0; index -= 1) {
    if (')]}'.includes(code[index]!)) depth += 1;
    else if ('([{'.includes(code[index]!)) depth -= 1;
    if (depth < 0)
      return code[index] === '('
        ? (/([\w$.#?]*?)(?:\?\.)?$/.exec(code.slice(0, index))?.[1] ?? '').replaceAll('?', '')
        : '';
  }
  return '';
}

describe('the words of the product', () => {
  it('are nowhere a bare text that nobody can translate', () => {
    const sentences = new Set(Object.keys(collectSentences()));
    const bare = fs
      .readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((file) => path.join('src', file).replaceAll(path.sep, '/'))
      .filter((file) => file.endsWith('.ts') && !NOT_OURS.some(([pattern]) => pattern.test(file)))
      .flatMap((file) => bareSentencesIn(fs.readFileSync(file, 'utf8'), sentences).map((text) => `${file}: ${text}`));
    assert.deepEqual(
      bare,
      [],
      'These sentences reach a screen in English. Write them as say("{title} is done.", { title }) where they travel as a value, or as t(…) where the reader is at hand; see "What people read" in ARCHITECTURE.md.',
    );
  });

  it('would be found, wherever they stand', () => {
    const known = new Set(['Too many files are open.', 'Remove the comma']);
    const found = (source: string) => bareSentencesIn(source, known);
    assert.deepEqual(found('return { code, message: `The card $' + '{id} is done.` };'), [
      '`The card $' + '{id} is done.`',
    ]);
    for (const source of [
      "const why = full ? 'The disk is full.' : message;",
      "window.showWarningMessage('The disk is full.')",
      "lines.push('The disk is full.')",
      "log.warn(t('x'), pick({ label: 'The disk is full.' }))",
    ])
      assert.deepEqual(found(source), ["'The disk is full.'"], source);
    assert.deepEqual(found("item.label = 'Retry'; items = ['Cancel…'];"), ["'Retry'", "'Cancel…'"]);
    for (const source of [
      "return { ...spoken(say('Too many files are open.')), title: t('Remove the comma') };",
      "// It's said 'The disk is full.' here\nconst one = /'The disk is full'/.test(text);",
      "this.#log.warn(\n  'The disk is full.', error)",
      "throw new Error('The disk is full.')",
      "{ name: 'x', title: titleOf(card), reason: 'runner_lost' }",
    ])
      assert.deepEqual(found(source), [], source);
  });
});
