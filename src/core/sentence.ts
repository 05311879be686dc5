import { englishForm, type FormOf, inForm } from './plural';

/** What may stand in a hole of a sentence. A sentence in a sentence is translated with it. */
export type SentenceArgs = Readonly<Record<string, string | number | Sentence>>;

/**
 * A sentence for people that travels as a value: in a refusal, a problem, a reason. It keeps how it was made, so that the
 * editor can say it in the reader's language. Plain data: what a runner writes into the ledger is translated too.
 */
export interface Sentence {
  readonly template: string;
  readonly args?: SentenceArgs;
}

/** Whether what was read from a file or a program is how a sentence was made. */
export function isSentence(value: unknown): value is Sentence {
  return typeof value === 'object' && value !== null && 'template' in value && typeof value.template === 'string';
}

/** A sentence in English, as it stands in the sources. */
export function textOf({ template, args }: Sentence): string {
  return args ? fill(template, args) : template;
}

/** The names of the holes in a sentence. */
type Holes<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type Fillings<T extends string, Filled = never> = [Exclude<Holes<T>, Filled>] extends [never]
  ? []
  : [args: { readonly [Name in Exclude<Holes<T>, Filled>]: string | number | Sentence }];

/** A sentence that is written out: anything else could not be found when translations are collected. */
type Written<T extends string> =
  Record<never, never> extends Record<T, unknown>
    ? 'Write the sentence out with its holes, as in say("{title} is done.", { title }), so that it can be translated.'
    : T;

/** A sentence with its holes filled: `say('“{title}” waits for {parent}.', { title, parent })`. */
export function say<const T extends string>(template: Written<T>, ...args: Fillings<T>): Sentence {
  return args[0] ? { template, args: args[0] } : { template };
}

/**
 * One of two sentences, by number; the number is `{count}` of both: `sayMany(n, '1 card', '{count} cards')`. A language with
 * more forms has them in its translation of the second: see `inForm`.
 */
export function sayMany<const One extends string, const Many extends string>(
  count: number,
  one: Written<One>,
  many: Written<Many>,
  ...more: Fillings<One | Many, 'count'>
): Sentence {
  return { template: count === 1 ? one : many, args: { count, ...more[0] } };
}

type Foreign<T extends string> = string extends T
  ? T
  : 'These are words of ours: make the sentence with say(), so that it can be translated.';

/** `a, b, c` */
export function inARow([first, ...rest]: readonly Sentence[]): Sentence {
  if (!first) return { template: '' };
  return rest.length === 0 ? first : say('{first}, {rest}', { first, rest: inARow(rest) });
}

/** Words that are not ours to translate: what an agent, git or the system said. */
export function asIs<const T extends string>(text: Foreign<T>): Sentence {
  return { template: text };
}

/** Something that says a sentence: a refusal, a problem. */
export interface Spoken {
  readonly message: string;
  /** How the message was made, where it has holes; what the command line prints goes without. */
  readonly said?: Sentence;
}

/** The fields of a `Spoken`. A sentence without holes is its own template, so its text is enough. */
export function spoken(sentence: Sentence): Spoken {
  const message = textOf(sentence);
  return sentence.args ? { message, said: sentence } : { message };
}

/** The sentence of something that was said. */
export function saidBy({ message, said }: Spoken): Sentence {
  return said ?? { template: message };
}

/** The same with its words changed: secrets masked, long ones cut. */
export function changeWords<T extends Spoken>(spoken: T, change: (text: string) => string): T {
  const { message, said } = spoken;
  return { ...spoken, message: change(message), ...(said && { said: changed(said, change) }) };
}

function changed({ template, args = {} }: Sentence, change: (text: string) => string): Sentence {
  const words = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' ? change(value) : typeof value === 'number' ? value : changed(value, change),
  ]);
  return { template, args: Object.fromEntries(words) };
}

export function fill(template: string, args: SentenceArgs, formOf: FormOf = englishForm): string {
  return inForm(template, args, formOf).replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = args[name] ?? hole;
    return typeof value === 'object' ? textOf(value) : String(value);
  });
}
