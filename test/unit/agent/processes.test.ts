import assert from 'node:assert/strict';
import type { ProcessRow, ProcessTable } from '../../../src/adapters/processes/process-row';
import { SystemProcesses, treeOf } from '../../../src/adapters/processes/processes';
import { parsePsLine, psTable } from '../../../src/adapters/processes/ps-table';
import { halfOf, numberOf, stampIn } from '../../../src/adapters/processes/stamp';
import { parseWindowsRows, windowsTable } from '../../../src/adapters/processes/windows-table';

const row = (pid: number, parent: number, more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  parent,
  group: 0,
  session: 0,
  startedAt: 1_000_000,
  command: 'x',
  ...more,
});

/** A system with these processes, on which what is done is written down. */
function system(platform: NodeJS.Platform, rows: readonly ProcessRow[] | undefined) {
  const done: string[] = [];
  const left = new Map(rows?.map((each) => [each.pid, each]));
  const told = () => (rows ? Promise.resolve() : Promise.reject(new Error('blocked by policy')));
  const table: ProcessTable = {
    one: (pid) => told().then(() => left.get(pid)),
    all: () => told().then(() => [...left.values()]),
    marked: () => told().then(() => []),
  };
  const processes = new SystemProcesses({
    platform,
    table,
    ask: async (file, args) => {
      done.push([file.split('\\').at(-1), ...args].join(' '));
      left.delete(Number(args[1]));
      return '';
    },
    signal(pid, name) {
      done.push(`${name} ${pid}`);
      if (name === 'SIGKILL') left.delete(pid);
      return true;
    },
  });
  return { processes, done, left };
}

describe('what "ps" tells on macOS', () => {
  it('is read with its times in UTC, whatever the machine speaks and wherever it is', async () => {
    const asked: string[] = [];
    const table = psTable(async (file, args) => {
      asked.push([file, ...args].join(' '));
      return [
        '  501     1   501 Ss   Tue Mar  3 09:12:44 2026     /sbin/launchd',
        ' 4711   501  4711 S+   Sat Nov 21 12:09:08 2026     node /Users/ada/my tools/claude -p',
        ' 4712  4711  4711 Z    Sat Nov 21 12:09:09 2026     (node)',
        'ps: something odd',
      ].join('\n');
    });
    const rows = await table.all();
    assert.deepEqual(
      rows.map(({ pid, parent, group }) => [pid, parent, group]),
      [
        [501, 1, 501],
        [4711, 501, 4711],
      ],
      'one that has ended and waits for its parent is not alive',
    );
    assert.equal(rows[1]?.startedAt, Date.UTC(2026, 10, 21, 12, 9, 8));
    assert.equal(rows[1]?.command, 'node /Users/ada/my tools/claude -p');
    assert.match(asked[0] ?? '', /^\/bin\/ps -axwwo pid=,ppid=,pgid=,stat=,lstart=,command=$/);
    assert.equal(parsePsLine('PID PPID'), undefined);
  });

  it('names those that carry a mark in their environment, and none that only begins like it', async () => {
    const table = psTable(async () =>
      [
        '  10 node agent.js HOME=/Users/ada SIGNALBOX_AGENT=abc TERM=x',
        '  11 node agent.js SIGNALBOX_AGENT=abcd',
        '  12 /bin/sleep 9 SIGNALBOX_RUNNER=abc',
      ].join('\n'),
    );
    assert.deepEqual(await table.marked('abc'), [10, 12]);
  });
});

describe('what PowerShell tells on Windows', () => {
  it('is read: nobody, one, many, and what has no start', async () => {
    assert.deepEqual(parseWindowsRows('\r\n'), []);
    const one = '{"ProcessId":4,"ParentProcessId":0,"CommandLine":null,"Started":null}';
    assert.deepEqual(parseWindowsRows(one), [row(4, 0, { startedAt: 0, command: '' })]);
    const asked: string[] = [];
    const table = windowsTable(async (file, args) => {
      asked.push(file, ...args);
      return `[${one},{"ProcessId":8128,"ParentProcessId":4,"CommandLine":"\\"C:\\\\Program Files\\\\nodejs\\\\node.exe\\" cli.js","Started":1763726948123}]`;
    });
    const [, node] = await table.all();
    assert.deepEqual(
      node,
      row(8128, 4, { startedAt: 1_763_726_948_123, command: '"C:\\Program Files\\nodejs\\node.exe" cli.js' }),
    );
    assert.match(asked[0] ?? '', /^[A-Za-z]:\\.*\\System32\\WindowsPowerShell\\v1\.0\\powershell\.exe$/);
    await assert.rejects(windowsTable(async () => 'This command is disabled by your administrator').all());
  });
});

describe('a tree of processes', () => {
  const START = 1_000_000;

  it('holds what Windows still names as children of one that has died', () => {
    const rows = [row(20, 10), row(21, 20), row(30, 4), row(31, 10, { startedAt: START - 60_000 })];
    assert.deepEqual(treeOf(10, rows, false, START), [20, 21], 'but nothing that is older than it');
  });

  it('is ended at once by Windows, and then what lost its parents there', async () => {
    const { processes, done } = system('win32', [row(20, 10), row(30, 4)]);
    await processes.stopTree({ pid: 10, child: true }, 600);
    assert.deepEqual(done, ['taskkill.exe /PID 10 /T /F', 'taskkill.exe /PID 20 /T /F']);
  });

  it('is that of our own child also when the clock of the machine was set meanwhile', async () => {
    const { processes, left } = system('linux', [
      row(10, 1, { group: 10, startedAt: START + 3_600_000 }),
      row(11, 10, { group: 11, startedAt: START + 3_600_000 }),
      row(12, 1, { startedAt: START }),
    ]);
    await processes.stopTree({ pid: 10, child: true }, 0);
    assert.deepEqual([...left.keys()], [12]);
  });

  it('of somebody who got the number of a dead process is left alone', async () => {
    const { processes, done } = system('darwin', [row(10, 1, { startedAt: START + 60_000 }), row(11, 10)]);
    await processes.stopTree({ pid: 10, startedAt: START }, 100);
    assert.deepEqual(done, []);
  });
});

describe('a system that does not tell what runs', () => {
  it('leaves open whose a number is, and knows its own process and whether there is one at all', async () => {
    const { processes } = system('win32', undefined);
    assert.deepEqual(await processes.identify(99), { pid: 99, startedAt: 0, command: '', unsure: true });
    const self = await processes.identify(process.pid);
    assert.equal(self?.unsure, undefined);
    assert.ok(Math.abs((self?.startedAt ?? 0) - performance.timeOrigin) < 1);
  });

  it('still ends our own child, and touches nobody else', async () => {
    const posix = system('darwin', undefined);
    await posix.processes.stopTree({ pid: 10, child: true }, 0);
    assert.deepEqual(posix.done, ['SIGKILL -10', 'SIGKILL 10']);
    await posix.processes.stopTree({ pid: 10, startedAt: 1 }, 0);
    assert.equal(posix.done.length, 2);
    const windows = system('win32', undefined);
    await windows.processes.stopTree({ pid: 10, child: true }, 0);
    assert.deepEqual(windows.done, ['taskkill.exe /PID 10 /T /F']);
  });
});

describe('the stamp of an agent', () => {
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax realtime timeout      ${soft.padEnd(20)} unlimited            us        \n`;

  it('is read from the limits of whatever it started, and names runner and agent', () => {
    const stamp = { runner: halfOf('4711.1763726948123'), agent: halfOf('an agent') };
    assert.deepEqual(stampIn(limits(`${numberOf(stamp)}`)), stamp);
    assert.notEqual(stamp.runner, stamp.agent);
    assert.ok(numberOf(stamp) < 1n << 63n, 'it is a number that the kernel takes');
    assert.ok(numberOf(stamp) > 10n ** 18n, 'and a time that no process ever reaches');
  });

  it('is none where the limit is not ours', () => {
    for (const other of ['unlimited', '200000', '0', `${(1n << 64n) - 2n}`])
      assert.equal(stampIn(limits(other)), undefined);
    assert.equal(stampIn(''), undefined);
    assert.equal(halfOf(undefined), 0);
    assert.ok(halfOf('x') > 0);
  });
});
