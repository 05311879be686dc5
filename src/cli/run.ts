import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { maskDeep } from '../core/mask';
import type { Result } from '../core/result';
import { LedgerUnavailable } from '../ports/ledger';
import type { Context, Globals } from './context';
import { hintOf } from './hints';
import { JSON_VERSION, toJson } from './json';
import { nearest } from './nearest';
import type { Answer, Noun, NounEntry, Options, Verb } from './noun';
import { helpOfAll, helpOfNoun, helpOfVerb, signature, UsageError } from './usage';

const EXIT = { done: 0, refused: 1, usage: 2, bug: 3 } as const;

const GLOBAL_OPTIONS = {
  workspace: { type: 'string' },
  board: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

export interface Output {
  /** Of the product, as `--version` tells it. */
  readonly version: string;
  out(text: string): void;
  error(text: string): void;
  /** Takes home paths and secrets out of what went wrong. */
  mask(text: string): string;
  /** Takes secrets out and leaves paths: for details, which scripts work with. */
  maskSecrets(text: string): string;
}

/** Runs one command line and answers with its exit code. Never throws. */
export async function runCommandLine(
  argv: readonly string[],
  entries: readonly NounEntry[],
  createContext: (globals: Globals) => Context,
  output: Output,
): Promise<number> {
  const json = argv.includes('--json');
  try {
    return await dispatch(argv, entries, createContext, output);
  } catch (error) {
    if (error instanceof UsageError) {
      const message = output.mask(error.message);
      if (json) output.out(toJson({ ok: false, refusal: { code: 'usage', message } }));
      else output.error(message);
      return EXIT.usage;
    }
    const text = output.mask(error instanceof Error ? (error.stack ?? error.message) : String(error));
    output.error(`Signalbox has a bug here. Please report this:\n${text}`);
    if (json) output.out(toJson({ ok: false, refusal: { code: 'bug', message: text.split('\n', 1)[0] } }));
    return EXIT.bug;
  }
}

async function dispatch(
  argv: readonly string[],
  entries: readonly NounEntry[],
  createContext: (globals: Globals) => Context,
  output: Output,
): Promise<number> {
  const loose = parse(argv, {}, false);
  const asked = loose.positionals[0] === 'help';
  const [nounName, verbName] = asked ? loose.positionals.slice(1) : loose.positionals;
  const wantsHelp = asked || loose.values.help === true;
  if (nounName === undefined && loose.values.version === true) {
    const { version } = output;
    output.out(
      loose.values.json ? toJson({ ok: true, data: { version, json: JSON_VERSION } }) : `signalbox ${version}`,
    );
    return EXIT.done;
  }
  if (nounName === undefined) {
    parse(argv, {}, true);
    const help = helpOfAll(await loadAll(entries));
    if (!wantsHelp) throw new UsageError(help);
    output.out(help);
    return EXIT.done;
  }
  const noun = await entries.find((entry) => entry.name === nounName)?.load();
  if (!noun) {
    const known = (await loadAll(entries)).filter((each) => !each.hidden);
    throw new UsageError(unknown('There is no', nounName, known));
  }
  const found = noun.verbs.find((candidate) => candidate.name === verbName && candidate.name !== '');
  const chosen = found ?? noun.verbs.find((candidate) => candidate.name === '');
  if (wantsHelp && (verbName === undefined || (!found && chosen))) {
    output.out(helpOfNoun(noun));
    return EXIT.done;
  }
  if (!chosen) {
    throw new UsageError(
      verbName === undefined ? helpOfNoun(noun) : unknown(`"${noun.name}" has no verb`, verbName, noun.verbs),
    );
  }
  if (wantsHelp) {
    output.out(helpOfVerb(noun, chosen));
    return EXIT.done;
  }
  const strict = parse(argv, chosen.options ?? {}, true);
  const args = strict.positionals.slice(found ? 2 : 1);
  checkCall(noun, chosen, args, strict.values);
  const folder = strict.values.workspace as string | undefined;
  if (folder !== undefined && !isFolder(folder)) throw new UsageError(`There is no folder ${folder}.`);
  const context = createContext({
    workspace: folder,
    board: strict.values.board as string | undefined,
    json: strict.values.json === true,
  });
  try {
    const result = await chosen.run({ context, args, options: strict.values as never });
    return report(result, context, output);
  } catch (error) {
    if (error instanceof LedgerUnavailable) return report({ ok: false, refusal: error.refusal }, context, output);
    throw error;
  } finally {
    await context.close();
  }
}

const isFolder = (name: string) => fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;

const loadAll = (entries: readonly NounEntry[]): Promise<Noun[]> => Promise.all(entries.map((entry) => entry.load()));

function unknown(what: string, given: string, known: readonly { readonly name: string }[]): string {
  const names = known.map((each) => each.name);
  const near = nearest(given, names);
  return `${what} "${given}".${near ? ` Did you mean ${near}?` : ''}\nKnown: ${names.join(', ')}.`;
}

/**
 * `--priority -5`, `--body "- one"`: what follows an option that takes a value is its value, also where it begins with a
 * dash, unless it is an option itself.
 */
function joinDashed(argv: readonly string[], options: Options): string[] {
  const known = new Set([...Object.keys(options), ...Object.keys(GLOBAL_OPTIONS)]);
  const joined: string[] = [];
  for (const word of argv) {
    const before = joined.at(-1);
    const option = before?.startsWith('--') ? options[before.slice(2)] : undefined;
    const isOption = known.has(/^--([^=]+)/.exec(word)?.[1] ?? '') || word === '-h';
    if (option?.type === 'string' && word.length > 1 && word.startsWith('-') && !isOption) {
      joined[joined.length - 1] = `${before}=${word}`;
    } else joined.push(word);
  }
  return joined;
}

function parse(argv: readonly string[], options: Options, strict: boolean) {
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple }]) => [name, multiple ? { type, multiple } : { type }]),
  );
  try {
    return parseArgs({
      args: joinDashed(argv, options),
      options: { ...known, ...GLOBAL_OPTIONS },
      allowPositionals: true,
      strict,
    }) as { values: Record<string, unknown>; positionals: string[] };
  } catch (error) {
    throw new UsageError(parseProblem(error, options));
  }
}

function parseProblem(error: unknown, options: Options): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, dashes, option] = /^Unknown option '(-*)([^']+)'/.exec(message) ?? [];
  if (!option) return message;
  const names = [...Object.keys(options), ...Object.keys(GLOBAL_OPTIONS)];
  const near = nearest(option, names);
  return `There is no option ${dashes || '--'}${option}.${near ? ` Did you mean --${near}?` : ''}\nKnown: ${names.map((name) => `--${name}`).join(', ')}.`;
}

function checkCall(noun: Noun, verb: Verb, args: readonly string[], values: Record<string, unknown>): void {
  const specs = verb.arguments ?? [];
  const needed = specs.filter((spec) => !spec.optional).length;
  const most = specs.some((spec) => spec.rest) ? Number.POSITIVE_INFINITY : specs.length;
  const missing = Object.entries(verb.options ?? {}).find(
    ([name, spec]) => spec.required && values[name] === undefined,
  );
  if (args.length < needed || args.length > most || missing) {
    const why = missing
      ? `--${missing[0]} is needed.`
      : args.length < needed
        ? `${specs[args.length]?.name.toUpperCase()} is missing.`
        : `"${args[most]}" is one word too many: a text with spaces needs quotes around it.`;
    const help = ['signalbox help', noun.name, verb.name].filter(Boolean).join(' ');
    throw new UsageError(`${why}\nUsage: signalbox ${signature(noun, verb)}\n${help} says more.`);
  }
  for (const [name, { choices }] of Object.entries(verb.options ?? {})) {
    for (const value of [values[name] ?? []].flat()) checkChoice(`--${name}`, String(value), choices);
  }
  args.forEach((value, index) => {
    const spec = specs[Math.min(index, specs.length - 1)];
    checkChoice(spec?.name.toUpperCase() ?? '', value, spec?.choices);
  });
}

function checkChoice(what: string, value: string, choices: readonly string[] | undefined): void {
  if (!choices || choices.includes(value)) return;
  const near = nearest(value, choices);
  throw new UsageError(
    `${what} cannot be "${value}".${near ? ` Did you mean ${near}?` : ''}\nPossible: ${choices.join(', ')}.`,
  );
}

function report(result: Result<Answer | undefined>, context: Context, output: Output): number {
  if (!result.ok) {
    const { refusal } = result;
    const message = output.mask(refusal.message);
    const details = refusal.details && { details: maskDeep(refusal.details, output.maskSecrets) };
    if (context.json) output.out(toJson({ ok: false, refusal: { ...refusal, message, ...details } }));
    else output.error([message, hintOf(refusal)].filter(Boolean).join('\n'));
    return EXIT.refused;
  }
  const answer = result.value;
  if (answer && context.json) output.out(toJson({ ok: true, data: answer.data }));
  else if (answer) output.out(typeof answer.text === 'string' ? answer.text : answer.text(context.page));
  return EXIT.done;
}
