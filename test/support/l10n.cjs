// Collects the sentences that people read from the sources: media/l10n/bundle.l10n.json is what a translation starts from.
const fs = require('node:fs');
const path = require('node:path');

const LITERAL = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\$])*`/y;
/** `t('…'`, `l10n.t('…'`, `this.#t('…'`, `tn('one', 'many'`, `say('…'`, and `sayMany(n, 'one', 'many'` */
const CALL = /(?<![\w$])(?:tn?\(\s*|(?<![.#])say(?:Many)?\(\s*)/g;

/** Where the next argument begins, after one that is an expression. */
function afterArgument(source, from) {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    if ('([{'.includes(source[at])) depth += 1;
    else if (')]}'.includes(source[at])) depth -= 1;
    if (depth < 0) return at;
    if (depth === 0 && source[at] === ',') return at + (/^,\s*/.exec(source.slice(at))?.[0].length ?? 1);
  }
  return source.length;
}

/** Sentences of one source text, in order. */
function sentencesIn(source) {
  const found = [];
  source = source.replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '');
  for (const call of source.matchAll(CALL)) {
    let at = call.index + call[0].length;
    if (call[0].startsWith('sayMany')) at = afterArgument(source, at);
    for (let left = /^(?:tn|sayMany)/.test(call[0]) ? 2 : 1; left > 0; left -= 1) {
      LITERAL.lastIndex = at;
      const literal = LITERAL.exec(source)?.[0];
      if (literal === undefined) break;
      found.push(Function(`return ${literal}`)());
      at += literal.length + (/^\s*,\s*/.exec(source.slice(at + literal.length))?.[0].length ?? 0);
    }
  }
  return found.filter((sentence) => sentence !== '');
}

/** The command line speaks English; the manifest has its own file of strings. */
const isTranslated = (file) => /\.tsx?$/.test(file) && !/^(?:cli[\\/.]|vscode[\\/]catalogue)/.test(file);

/** Every sentence of the product, each under itself. */
function collectSentences(root = process.cwd()) {
  const sentences = new Set();
  for (const folder of ['src', 'webview-ui']) {
    const files = fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter(isTranslated).sort()) {
      for (const sentence of sentencesIn(fs.readFileSync(path.join(root, folder, file), 'utf8')))
        sentences.add(sentence);
    }
  }
  return Object.fromEntries([...sentences].sort().map((sentence) => [sentence, sentence]));
}

function writeSentences(root = process.cwd()) {
  fs.mkdirSync(path.join(root, 'media/l10n'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'media/l10n/bundle.l10n.json'),
    `${JSON.stringify(collectSentences(root), null, 2)}\n`,
  );
}

module.exports = { collectSentences, sentencesIn, writeSentences };
