// Collects the sentences that people read from the sources: l10n/bundle.l10n.json is what a translation starts from.
const fs = require('node:fs');
const path = require('node:path');

const LITERAL = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\$])*`/y;
/** `t('…'`, `l10n.t('…'`, `this.#t('…'`, `tn('one', 'many'`, and titles that are handed to `t` later. */
const CALL = /(?<![\w$])(?:tn?\(\s*|title: (?=[^\n]*, args: ))/g;

/** Sentences of one source text, in order. */
function sentencesIn(source) {
  const found = [];
  for (const call of source.matchAll(CALL)) {
    let at = call.index + call[0].length;
    for (let left = call[0].startsWith('tn') ? 2 : 1; left > 0; left -= 1) {
      LITERAL.lastIndex = at;
      const literal = LITERAL.exec(source)?.[0];
      if (literal === undefined) break;
      found.push(Function(`return ${literal}`)());
      at += literal.length + (/^\s*,\s*/.exec(source.slice(at + literal.length))?.[0].length ?? 0);
    }
  }
  return found.filter((sentence) => sentence !== '');
}

/** Every sentence of the product, each under itself. */
function collectSentences(root = process.cwd()) {
  const sentences = new Set();
  for (const folder of ['src', 'webview-ui']) {
    const files = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((each) => /\.tsx?$/.test(each)).sort()) {
      for (const sentence of sentencesIn(fs.readFileSync(path.join(root, folder, file), 'utf8')))
        sentences.add(sentence);
    }
  }
  return Object.fromEntries([...sentences].sort().map((sentence) => [sentence, sentence]));
}

function writeSentences(root = process.cwd()) {
  fs.mkdirSync(path.join(root, 'l10n'), { recursive: true });
  fs.writeFileSync(path.join(root, 'l10n/bundle.l10n.json'), `${JSON.stringify(collectSentences(root), null, 2)}\n`);
}

module.exports = { collectSentences, sentencesIn, writeSentences };
