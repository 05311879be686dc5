// Runs the editor tier: node editor-job.mjs JOB (JSON of a MochaJob), in the editor that SIGNALBOX_EDITOR names.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { copyDemoWorkspace } from '../demo-workspace';
import type { EditorChoice } from '../rig/choose';

const editor = JSON.parse(process.env.SIGNALBOX_EDITOR ?? '') as EditorChoice;
const root = process.cwd();
const workspace = copyDemoWorkspace(path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'workspace-')), 'demo'));

try {
  process.exitCode = await runTests({
    vscodeExecutablePath: editor.kind === 'desktop' ? editor.executable : writeLauncher(),
    // Ours, and one that brings models, as those of others do.
    extensionDevelopmentPath: [root, path.resolve('test/support/model-extension')],
    extensionTestsPath: path.resolve('out/support/editor-suite.js'),
    launchArgs: [workspace, '--disable-extensions'],
    extensionTestsEnv: {
      SIGNALBOX_TEST_ROOT: root,
      SIGNALBOX_TEST_JOB: process.argv[2],
      ...(editor.kind === 'rig' ? { SIGNALBOX_RIG_MAIN: editor.main } : {}),
    },
  });
} catch (error) {
  if (!(error instanceof TestRunFailedError)) throw error;
  process.exitCode = 1;
}

/** runTests starts one executable file with its own arguments, so the launcher needs a file of its own. */
function writeLauncher(): string {
  const file = path.resolve('out/support/rig-editor');
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const script = path.resolve('out/support/launcher.mjs');
  fs.writeFileSync(file, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(script)} "$@"\n`, { mode: 0o755 });
  return file;
}
