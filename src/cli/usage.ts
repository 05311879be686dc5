import type { Noun, Verb } from './noun';

/** The person typed something that is no command. Exit code 2. */
export class UsageError extends Error {}

const GLOBAL = [
  '  --workspace DIR   the workspace folder (else found upward from here)',
  '  --board SLUG      the board, where one is meant (else the current one)',
  '  --json            answer as JSON: {"ok":true,"data":…} or {"ok":false,"refusal":…}',
  '  --help            this page, or the page of a noun or verb',
];

const MOST_OPTIONS_IN_A_LINE = 4;

export function signature(noun: Noun, verb: Verb): string {
  const words = [noun.name, verb.name].filter(Boolean);
  for (const argument of verb.arguments ?? []) {
    const name = argument.name.toUpperCase() + (argument.rest ? '…' : '');
    words.push(argument.optional ? `[${name}]` : name);
  }
  const options = Object.entries(verb.options ?? {});
  const brief = options.length > MOST_OPTIONS_IN_A_LINE;
  for (const [name, option] of options) {
    if (brief && !option.required) continue;
    const text = option.type === 'boolean' ? `--${name}` : `--${name} ${option.value ?? 'VALUE'}`;
    words.push(option.required ? text : `[${text}]`);
  }
  if (brief) words.push('[OPTIONS]');
  return words.join(' ');
}

export function helpOfAll(all: readonly Noun[]): string {
  const nouns = all.filter((noun) => !noun.hidden);
  const width = Math.max(...nouns.map((noun) => noun.name.length));
  return [
    'signalbox [--workspace DIR] [--json] NOUN VERB …',
    '',
    ...nouns.map((noun) => `  ${noun.name.padEnd(width)}  ${noun.summary}`),
    '',
    ...GLOBAL,
    '  --version         the version; with --json that of the JSON too',
    '',
    'Exit codes: 0 done, 1 refused (the sentence says why), 2 not understood, 3 a bug of Signalbox.',
    'signalbox help NOUN shows its verbs, signalbox help NOUN VERB all about one.',
  ].join('\n');
}

export function helpOfNoun(noun: Noun): string {
  return [
    `signalbox ${noun.name}: ${noun.summary}`,
    '',
    ...noun.verbs.flatMap((verb) => [`  ${signature(noun, verb)}`, `      ${verb.summary}`]),
    '',
    ...GLOBAL,
  ].join('\n');
}

export function helpOfVerb(noun: Noun, verb: Verb): string {
  const rows: [string, string][] = [
    ...(verb.arguments ?? []).map((argument): [string, string] => [
      argument.name.toUpperCase(),
      argument.help + choicesOf(argument),
    ]),
    ...Object.entries(verb.options ?? {}).map(([name, option]): [string, string] => [
      option.type === 'boolean' ? `--${name}` : `--${name} ${option.value ?? 'VALUE'}`,
      option.help + choicesOf(option) + (option.multiple ? ' (may be given again)' : ''),
    ]),
  ];
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return [
    `signalbox ${signature(noun, verb)}`,
    '',
    verb.summary,
    ...(rows.length ? ['', ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)] : []),
    ...(verb.examples?.length ? ['', 'Examples:', ...verb.examples.map((example) => `  ${example}`)] : []),
    '',
    ...GLOBAL,
  ].join('\n');
}

function choicesOf({ choices }: { readonly choices?: readonly string[] }): string {
  return choices ? `: ${choices.join(', ')}` : '';
}
