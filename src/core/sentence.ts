/** What may stand in a hole of a sentence. A sentence in a sentence is translated with it. */
export type SentenceArgs = Readonly<Record<string, string | number | Sentence>>;

/**
 * A sentence for people that travels as a value: in a refusal, a problem, a reason. It is English as it stands (`text`:
 * what the command line prints and what is stored), and keeps how it was made, so that the editor can say it in
 * the reader's language. It never gets into JSON: there the English text beside it is the contract.
 */
export class Sentence {
  readonly template: string;
  readonly args: SentenceArgs | undefined;
  readonly text: string;

  constructor(template: string, args?: SentenceArgs) {
    this.template = template;
    this.args = args;
    this.text = args ? fill(template, args) : template;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): undefined {
    return undefined;
  }
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
  return new Sentence(template, args[0]);
}

/** One of two sentences, by number; the number is `{count}` of both: `sayMany(n, '1 card', '{count} cards')`. */
export function sayMany<const One extends string, const Many extends string>(
  count: number,
  one: Written<One>,
  many: Written<Many>,
  ...more: Fillings<One | Many, 'count'>
): Sentence {
  return new Sentence(count === 1 ? one : many, { count, ...more[0] });
}

type Foreign<T extends string> = string extends T
  ? T
  : 'These are words of ours: make the sentence with say(), so that it can be translated.';

/** Words that are not ours to translate: what an agent, git or the system said. */
export function asIs<const T extends string>(text: Foreign<T>): Sentence {
  return new Sentence(text);
}

/** Something that says a sentence: a refusal, a problem. */
export interface Spoken {
  readonly message: string;
  /** How the message was made, where it has holes. One that is stored, or came from another process, has only its text. */
  readonly said?: Sentence;
}

/** The fields of a `Spoken`. A sentence without holes is its own template, so its text is enough. */
export function spoken(sentence: Sentence): Spoken {
  return sentence.args ? { message: sentence.text, said: sentence } : { message: sentence.text };
}

/** The sentence of something that was said. */
export function saidBy({ message, said }: Spoken): Sentence {
  return said ?? new Sentence(message);
}

export function fill(template: string, args: SentenceArgs): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
}
