import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { activated, EXTENSION, inWorkspace, readWorkspaceFile, resetWorkspace } from '../support/editor-workspace';
import { eventually } from '../support/eventually';

describe('the extension in the editor', () => {
  it('activates by itself once the window is up', async () => {
    await eventually(() => vscode.extensions.getExtension(EXTENSION)?.isActive, 'the extension is active');
    await activated();
  });

  it('runs on the Node that its bundle is built for, with SQLite', async () => {
    assert.ok(Number(process.versions.node.split('.')[0]) >= 24, process.version);
    const { DatabaseSync } = await import('node:sqlite');
    new DatabaseSync(':memory:').close();
  });
});

describe('the workspace of editor tests', () => {
  const plan = ['tide-table', 'scripts', 'ralph', 'prd.json'] as const;

  it('is put back after a test, on disk and in open editors', async () => {
    const before = readWorkspaceFile(...plan);
    const document = await vscode.workspace.openTextDocument(inWorkspace(...plan));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'half typed'));
    fs.writeFileSync(inWorkspace('stray.txt'), 'left behind');
    fs.writeFileSync(inWorkspace(...plan), 'broken');
    await resetWorkspace();
    assert.equal(readWorkspaceFile(...plan), before);
    assert.equal(fs.existsSync(inWorkspace('stray.txt')), false);
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap((group) => group.tabs),
      [],
    );
  });
});
