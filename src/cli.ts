import { createContext } from './cli/context';
import type { Noun } from './cli/noun';
import { demoAgent } from './cli/nouns/demo-agent';
import { projectsNoun } from './cli/nouns/projects';
import { runner } from './cli/nouns/runner';
import { runCommandLine } from './cli/run';

const nouns: readonly Noun[] = [projectsNoun, demoAgent, runner];

const print = (text: string) => process.stdout.write(`${text}\n`);

void runCommandLine(process.argv.slice(2), nouns, (globals) => createContext(globals, print), {
  out: print,
  error: (text) => process.stderr.write(`${text}\n`),
}).then((code) => {
  process.exitCode = code;
});
