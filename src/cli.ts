import { version } from '../package.json';
import { secretMask, systemMask } from './adapters/system-mask';
import { createContext } from './cli/context';
import type { NounEntry } from './cli/noun';
import { runCommandLine } from './cli/run';

/** In the order of the help. Each is loaded when it is said. */
const nouns: readonly NounEntry[] = [
  { name: 'projects', load: async () => (await import('./cli/nouns/projects')).projectsNoun },
  { name: 'board', load: async () => (await import('./cli/nouns/board')).board },
  { name: 'task', load: async () => (await import('./cli/nouns/task')).task },
  { name: 'rollback', load: async () => (await import('./cli/nouns/rollback')).rollbackNoun },
  { name: 'plan', load: async () => (await import('./cli/nouns/plan')).plan },
  { name: 'profiles', load: async () => (await import('./cli/nouns/profiles')).profiles },
  { name: 'demo-agent', load: async () => (await import('./cli/nouns/demo-agent')).demoAgent },
  { name: 'completion', load: async () => (await import('./cli/nouns/completion')).completion },
  { name: 'complete', load: async () => (await import('./cli/nouns/complete')).completeNoun(nouns) },
  { name: 'runner', load: async () => (await import('./cli/nouns/runner')).runner },
];

// Windows looks for a program by its name in the current folder first, which is somebody's repository here.
if (process.platform === 'win32') process.env.NoDefaultCurrentDirectoryInExePath = '1';

// Whoever reads may have had enough, as `head` has: that is no bug.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const print = (text: string) => process.stdout.write(`${text}\n`);

void runCommandLine(process.argv.slice(2), nouns, (globals) => createContext(globals, print), {
  version,
  out: print,
  error: (text) => process.stderr.write(`${text}\n`),
  mask: systemMask(process.env),
  maskSecrets: secretMask(process.env),
}).then((code) => {
  process.exitCode = code;
});
