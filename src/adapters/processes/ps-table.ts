import { type AskSystem, askSystem } from './ask-system';
import { MARKS, type ProcessRow, type ProcessTable } from './process-row';

/** Absolute, so that no folder that somebody works in can put another one in its place. */
const PS = '/bin/ps';
const FIELDS = 'pid=,ppid=,pgid=,stat=,lstart=,command=';
const LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

/** A line of `ps` with the fields above, its times in UTC; `lstart` is five words. One that has ended and waits for its parent is none. */
export function parsePsLine(line: string): ProcessRow | undefined {
  const found = LINE.exec(line);
  if (!found) return undefined;
  const [, pid, parent, group, state = '', started, command = ''] = found;
  if (state.startsWith('Z')) return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    // `sess` of macOS is an address in the kernel and not the number of a process.
    session: 0,
    startedAt: Date.parse(`${started} UTC`),
    command,
  };
}

/** macOS, and other systems whose processes are told by `ps`. */
export function psTable(ask: AskSystem = askSystem): ProcessTable {
  const rows = async (args: readonly string[]) =>
    (await ask(PS, args))
      .split('\n')
      .map(parsePsLine)
      .filter((row) => row !== undefined);
  return {
    one: async (pid) => (await rows(['-o', FIELDS, '-p', String(pid)]))[0],
    all: () => rows(['-axwwo', FIELDS]),
    async marked(mark) {
      // After the command comes its environment.
      const text = await ask(PS, ['-axEwwo', 'pid=,command=']);
      const wanted = MARKS.map((variable) => ` ${variable}=${mark} `);
      return text
        .split('\n')
        .filter((line) => wanted.some((each) => `${line} `.includes(each)))
        .map((line) => Number.parseInt(line, 10));
    },
  };
}
