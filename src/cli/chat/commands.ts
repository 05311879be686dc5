import type { PlanState } from '../../core/plan/model';
import { currentArtifacts } from '../../core/plan/model';
import type { Page } from '../terminal/page';

export interface ChatCommand {
  readonly name: string;
  readonly arguments?: string;
  readonly help: string;
  /** What may follow the name. */
  complete?(plan: PlanState): readonly string[];
}

const documents = (plan: PlanState) => currentArtifacts(plan).map(({ name }) => name);

/** Words of a chat that are no message. */
export const CHAT_COMMANDS: readonly ChatCommand[] = [
  { name: '/advance', help: 'go on to the next phase' },
  {
    name: '/back',
    arguments: 'PHASE REASON',
    help: 'go back to an earlier phase',
    complete: ({ phases, phase }) =>
      phases
        .slice(
          0,
          Math.max(
            0,
            phases.findIndex(({ name }) => name === phase),
          ),
        )
        .map(({ name }) => name),
  },
  { name: '/finalize', help: 'write the plan and the stories into the project and approve it' },
  { name: '/open', arguments: 'DOCUMENT', help: 'show a document whole', complete: documents },
  { name: '/retry', help: 'say the last message again, after an error or a stop' },
  { name: '/stop', help: 'stop the answer; what has arrived is kept' },
  { name: '/show', help: 'all that was said' },
  { name: '/cancel', help: 'give the plan up' },
  { name: '/help', help: 'this list' },
  { name: '/quit', help: 'leave; the plan is kept, and a running answer goes on' },
];

export function helpPage(page: Page): string {
  const rows = CHAT_COMMANDS.map(({ name, arguments: more, help }) => [more ? `${name} ${more}` : name, help]);
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0));
  const keys = [
    ['Enter', 'send'],
    ['Alt+Enter, Ctrl+J or \\ Enter', 'a new line'],
    ['Up, Down', 'what you said before'],
    ['Esc or Ctrl+C', 'stop the answer; Ctrl+C again leaves'],
  ];
  const keysWidth = Math.max(...keys.map(([left]) => left?.length ?? 0));
  return [
    ...rows.map(([left = '', right = '']) => `${page.paint('cyan', left.padEnd(width))}  ${right}`),
    '',
    ...keys.map(([left = '', right = '']) => `${left.padEnd(Math.max(width, keysWidth))}  ${page.dim(right)}`),
  ].join('\n');
}

/** What the line that begins like this could become. */
export function completionsOf(text: string, plan: PlanState | undefined): readonly string[] {
  if (!/^\/\S*(?: \S*)?$/.test(text)) return [];
  const [word = '', rest] = text.split(' ');
  if (rest === undefined) return CHAT_COMMANDS.map(({ name }) => name).filter((name) => name.startsWith(word));
  const found = plan && CHAT_COMMANDS.find(({ name }) => name === word)?.complete?.(plan);
  return (found ?? []).filter((name) => name.startsWith(rest)).map((name) => `${word} ${name}`);
}
