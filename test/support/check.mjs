// npm run check: types of every runtime, lint and format. Fences and manifest are unit tests of their own.
import { spawnSync } from 'node:child_process';

const steps = [
  ...['src/core', 'src/protocol', 'src/cli', 'src/vscode', 'webview-ui', 'test'].map((project) => [
    'tsc',
    ['-p', project],
  ]),
  ['biome', ['check', '--diagnostic-level=warn', '.']],
];
let failed = 0;
for (const [command, args] of steps) {
  const { status } = spawnSync(`node_modules/.bin/${command}`, args, { stdio: 'inherit' });
  if (status !== 0) {
    failed += 1;
    console.error(`failed: ${command} ${args.join(' ')}`);
  }
}
process.exit(failed ? 1 : 0);
