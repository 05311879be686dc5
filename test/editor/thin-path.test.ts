import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ProjectRecord } from '../../src/core/project/model';
import type { Signalbox } from '../../src/vscode/api';
import { activated, EXTENSION, resetWorkspace, workspaceFolder } from '../support/editor-workspace';
import { eventually } from '../support/eventually';

describe('one path through every layer', () => {
  let signalbox: Signalbox;

  before(async () => {
    signalbox = await activated<Signalbox>();
    await signalbox.projects.start();
  });

  afterEach(resetWorkspace);

  function fromCommandLine(): ProjectRecord[] {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension);
    const cli = path.join(extension.extensionPath, 'dist', 'cli.js');
    const args = [cli, '--workspace', workspaceFolder(), 'projects', 'list', '--json'];
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const answer = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }));
    assert.equal(answer.ok, true);
    return answer.data.projects ?? answer.data;
  }

  const summary = (records: readonly ProjectRecord[]) =>
    records
      .map(({ slug, status, storiesDone, storiesTotal }) => `${slug} ${status} ${storiesDone}/${storiesTotal}`)
      .sort();

  it('shows the same projects in the tree and on the command line', async () => {
    const fromTree = async () => {
      const nodes = await signalbox.tree.getChildren();
      return summary(nodes.flatMap((node) => (node.kind === 'project' ? [node.project.record] : [])));
    };
    const wanted = summary(fromCommandLine());
    assert.ok(wanted.length >= 5, wanted.join('; '));
    await eventually(async () => JSON.stringify(await fromTree()) === JSON.stringify(wanted), 'both say the same');
  });

  it('opens one panel of them by a command of the palette, also where it is asked for twice at once', async () => {
    const open = () => vscode.commands.executeCommand('signalbox.boards.openProjects');
    await Promise.all([open(), open()]);
    const isPanel = (tab: vscode.Tab) =>
      tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith('signalbox.board');
    const panels = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isPanel);
    await eventually(() => panels().length > 0, 'a panel is open');
    // What was asked for before this is in the window when it is answered.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'later' }));
    await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab?.isDirty, 'the text is open');
    assert.equal(panels().length, 1);
  });
});
