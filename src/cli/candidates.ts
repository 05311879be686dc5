import type { Completes, Noun, NounEntry, Options, Verb } from './noun';

export interface Candidate {
  readonly value: string;
  readonly help: string;
}

/** Files are for the shell to complete. */
const FILES: Candidate = { value: ':file', help: '' };

const GLOBAL: Options = {
  workspace: { type: 'string', help: 'the workspace folder', completes: 'file' },
  board: { type: 'string', help: 'the board', completes: 'board' },
  json: { type: 'boolean', help: 'answers as JSON' },
  help: { type: 'boolean', help: 'explains itself' },
};

/** What the last of these words could become. The words are those after `signalbox`; the last one may be empty. */
export async function candidatesFor(
  words: readonly string[],
  entries: readonly NounEntry[],
  ask: (what: Exclude<Completes, 'file'>) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const typed = words.at(-1) ?? '';
  const { noun, verb, args, options, pending } = await understand(words.slice(0, -1), entries);
  const lookUp = async (what: Completes | undefined) => (what === 'file' ? [FILES] : what ? ask(what) : []);
  const found = async (): Promise<readonly Candidate[]> => {
    if (pending) {
      const spec = options[pending]!;
      return spec.choices ? plainly(spec.choices) : lookUp(spec.completes);
    }
    if (typed.startsWith('-')) {
      const used = new Set(words.slice(0, -1));
      return Object.entries(options)
        .filter(([name, spec]) => spec.multiple || !used.has(`--${name}`))
        .map(([name, spec]) => ({ value: `--${name}`, help: spec.help }));
    }
    if (!noun) {
      const nouns = await Promise.all(entries.map((entry) => entry.load()));
      return nouns.filter((each) => !each.hidden).map(({ name, summary }) => ({ value: name, help: summary }));
    }
    // A noun that can be said alone takes a verb or its first argument here.
    const verbs =
      !verb?.name && args === 0
        ? noun.verbs.filter((each) => each.name).map(({ name, summary }) => ({ value: name, help: summary }))
        : [];
    const specs = verb?.arguments ?? [];
    const spec = specs[args] ?? (specs.at(-1)?.rest ? specs.at(-1) : undefined);
    return [...verbs, ...(spec?.choices ? plainly(spec.choices) : await lookUp(spec?.completes))];
  };
  return (await found()).filter((each) => each === FILES || each.value.startsWith(typed));
}

const plainly = (values: readonly string[]): Candidate[] => values.map((value) => ({ value, help: '' }));

interface Understood {
  readonly noun: Noun | undefined;
  readonly verb: Verb | undefined;
  /** How many arguments of the verb stand there. */
  readonly args: number;
  readonly options: Options;
  /** The option whose value comes next. */
  readonly pending: string | undefined;
}

async function understand(words: readonly string[], entries: readonly NounEntry[]): Promise<Understood> {
  let noun: Noun | undefined;
  let verb: Verb | undefined;
  let args = 0;
  let options = GLOBAL;
  let pending: string | undefined;
  for (const word of words) {
    if (pending) {
      pending = undefined;
      continue;
    }
    const option = /^--([^=]+)$/.exec(word)?.[1];
    if (option) pending = options[option]?.type === 'string' ? option : undefined;
    else if (word.startsWith('-') && word.length > 1) continue;
    else if (!noun) {
      noun = await entries.find((entry) => entry.name === word)?.load();
      verb = noun?.verbs.find((each) => each.name === '');
    } else if (!verb?.name && args === 0 && noun.verbs.some((each) => each.name === word)) {
      verb = noun.verbs.find((each) => each.name === word);
    } else args += 1;
    if (verb) options = { ...verb.options, ...GLOBAL };
  }
  return { noun, verb, args, options, pending };
}
