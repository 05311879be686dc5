import { createContext } from './cli/context';
import type { Noun } from './cli/noun';
import { board } from './cli/nouns/board';
import { demoAgent } from './cli/nouns/demo-agent';
import { projectsNoun } from './cli/nouns/projects';
import { rollbackNoun } from './cli/nouns/rollback';
import { runner } from './cli/nouns/runner';
import { task } from './cli/nouns/task';
import { runCommandLine } from './cli/run';

const nouns: readonly Noun[] = [projectsNoun, board, task, rollbackNoun, demoAgent, runner];

const print = (text: string) => process.stdout.write(`${text}\n`);

void runCommandLine(process.argv.slice(2), nouns, (globals) => createContext(globals, print), {
  out: print,
  error: (text) => process.stderr.write(`${text}\n`),
}).then((code) => {
  process.exitCode = code;
});
