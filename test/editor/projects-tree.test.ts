import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Signalbox } from '../../src/vscode/api';
import type { TreeNode } from '../../src/vscode/projects/nodes';
import { activated, inWorkspace, readWorkspaceFile, resetWorkspace } from '../support/editor-workspace';
import { eventually } from '../support/eventually';

const PLAN = ['tide-table', 'scripts', 'ralph', 'prd.json'] as const;

describe('the projects tree', () => {
  let signalbox: Signalbox;

  before(async () => {
    signalbox = await activated<Signalbox>();
    await signalbox.projects.start();
  });

  afterEach(async () => {
    await resetWorkspace();
    await signalbox.projects.settled();
  });

  async function rows(parent?: TreeNode): Promise<vscode.TreeItem[]> {
    const nodes = await signalbox.tree.getChildren(parent);
    return nodes.map((node) => signalbox.tree.getTreeItem(node));
  }

  async function projectNode(slug: string): Promise<TreeNode> {
    const nodes = await signalbox.tree.getChildren();
    const node = nodes.find((each) => each.kind === 'project' && each.project.record.slug === slug);
    assert.ok(node, `no row for ${slug}`);
    return node;
  }

  const slugs = async () => (await rows()).map((row) => row.label);

  it('shows every project of the workspace, those of the registry without a PRD too', async () => {
    const shown = await slugs();
    for (const slug of ['tide-table', 'harbour-signs', 'fog-horn', 'ferry-times', 'lighthouse-log']) {
      assert.ok(shown.includes(slug), `${slug} is not among ${shown.join(', ')}`);
    }
  });

  it('shows the stories of a project with what each waits for', async () => {
    const stories = await rows(await projectNode('ferry-times'));
    assert.deepEqual(
      stories.slice(0, 2).map(({ label, description }) => [label, description]),
      [
        ['FT-1 Read the timetable', 'P1'],
        ['FT-2 Show the next three departures', 'P2 · after FT-1'],
      ],
    );
  });

  it('shows under a story its criteria and its commits', async () => {
    const [first] = await signalbox.tree.getChildren(await projectNode('tide-table'));
    const below = await rows(first);
    assert.deepEqual(
      below.slice(0, 3).map(({ label }) => label),
      ['Lines of time and height become numbers', 'A damaged line is reported with its number', 'Typecheck passes'],
    );
    assert.ok(below.slice(3).every((row) => row.contextValue === 'commit'));
    const commit = below[3];
    assert.ok(commit, 'no commit of US-001 is shown');
    await vscode.commands.executeCommand(commit.command?.command ?? '', ...(commit.command?.arguments ?? []));
    await eventually(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes(String(commit.label)),
      'its changes are shown',
    );
  });

  it('follows a file that another program writes, and asks again for that project only', async () => {
    const refreshed: (TreeNode | undefined)[] = [];
    const listening = signalbox.tree.onDidChangeTreeData((node) => refreshed.push(node ?? undefined));
    await rows();
    const before = (await rows()).find((row) => row.label === 'ferry-times')?.description;
    const file = inWorkspace('ferry-times', 'tasks', 'prd.json');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"passes": false', '"passes": true'));
    await eventually(() => refreshed.length > 0, 'the tree is told');
    listening.dispose();
    assert.deepEqual(
      refreshed.map((node) => node?.kind === 'project' && node.project.record.slug),
      ['ferry-times'],
    );
    const after = (await rows()).find((row) => row.label === 'ferry-times')?.description;
    assert.notEqual(after, before);
    assert.match(String(after), /^1\//);
  });

  it('keeps what it showed of a file that breaks, with the problem beside it', async () => {
    const node = await projectNode('tide-table');
    const before = (await rows(node)).length;
    fs.writeFileSync(inWorkspace(...PLAN), '{"userStories": [');
    await eventually(
      () => signalbox.projects.find('tide-table')?.record.problems.some(({ code }) => code === 'syntax_error'),
      'the problem is known',
    );
    const after = await rows(await projectNode('tide-table'));
    assert.equal(after[0]?.contextValue, 'problem');
    assert.equal(after.filter((row) => row.contextValue?.startsWith('story')).length, before);
  });

  it('shows what is on disk, not what is half typed and may be thrown away', async () => {
    const file = inWorkspace(...PLAN);
    const document = await vscode.workspace.openTextDocument(file);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'half typed'));
    const stories = JSON.parse(fs.readFileSync(file, 'utf8')) as { userStories: { title: string }[] };
    stories.userStories[0]!.title = 'Told by an agent';
    fs.writeFileSync(file, JSON.stringify(stories, null, 2));
    const tide = () => signalbox.projects.find('tide-table');
    await eventually(() => tide()?.prd?.stories[0]?.title === 'Told by an agent', 'the text on disk is shown');
    assert.ok(document.isDirty);
    assert.deepEqual(tide()?.record.problems, []);
  });

  it('shows a new project and lets go of one that was deleted', async () => {
    fs.mkdirSync(inWorkspace('buoys'));
    fs.writeFileSync(inWorkspace('buoys', 'prd.json'), '{"userStories":[{"id":"B-1","title":"Paint","passes":false}]}');
    await eventually(async () => (await slugs()).includes('buoys'), 'the new project is shown');
    fs.rmSync(inWorkspace('buoys'), { recursive: true });
    await eventually(async () => !(await slugs()).includes('buoys'), 'the deleted project is gone');
  });

  it('draws a very long list in parts, and more of it when that is asked for or revealed', async () => {
    const stories = Array.from({ length: 1200 }, (_, index) => ({
      id: `L-${index + 1}`,
      title: 'Long',
      passes: false,
    }));
    fs.mkdirSync(inWorkspace('long'));
    fs.writeFileSync(inWorkspace('long', 'prd.json'), JSON.stringify({ userStories: stories }));
    const node = await eventually(async () => {
      const nodes = await signalbox.tree.getChildren();
      return nodes.find((each) => each.kind === 'project' && each.project.record.slug === 'long');
    }, 'the project is shown');
    const shown = async () => (await rows(node)).length;
    assert.equal(await shown(), 501);
    const more = (await rows(node)).at(-1);
    assert.equal(more?.label, '700 more…');
    await vscode.commands.executeCommand(more.command?.command ?? '', ...(more.command?.arguments ?? []));
    assert.equal(await shown(), 1001);
    await vscode.commands.executeCommand(
      'signalbox.projects.reveal',
      vscode.Uri.file(inWorkspace('long', 'prd.json')),
      'L-1200',
    );
    assert.equal(await shown(), 1200);
  });

  it('goes to the line of a story when it is clicked', async () => {
    const [, second] = await signalbox.tree.getChildren(await projectNode('ferry-times'));
    assert.ok(second);
    const { command } = signalbox.tree.getTreeItem(second);
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, inWorkspace('ferry-times', 'tasks', 'prd.json'));
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /"FT-2"/);
  });

  it('can be walked from a row to its parent, so that any row can be revealed', async () => {
    const parent = await projectNode('ferry-times');
    const [story] = await signalbox.tree.getChildren(parent);
    assert.ok(story);
    assert.equal(signalbox.tree.getParent(story), parent);
    await vscode.commands.executeCommand(
      'signalbox.projects.reveal',
      vscode.Uri.file(inWorkspace('ferry-times', 'tasks', 'prd.json')),
      'FT-2',
    );
  });

  it('says each row in a sentence to a screen reader', async () => {
    for (const row of await rows()) assert.match(String(row.accessibilityInformation?.label), /^[\w-]+, \w+/);
  });
});

describe('the registry from the editor', () => {
  let signalbox: Signalbox;

  before(async () => {
    signalbox = await activated<Signalbox>();
    await signalbox.projects.start();
  });

  afterEach(async () => {
    await resetWorkspace();
    const { version } = registry();
    await eventually(() => signalbox.projects.find('ferry-times')?.registry?.version === version, 'all is as before');
  });

  const registry = () =>
    JSON.parse(readWorkspaceFile('approved-tasks.json')) as {
      version: number;
      projects: { name: string; status: string }[];
    };
  const statusOf = (slug: string) => registry().projects.find(({ name }) => name === slug)?.status;
  const status = (slug: string) => signalbox.projects.find(slug)?.record.status;

  it('approves what waits, and the row, the badge and the file say so', async () => {
    const before = registry().version;
    await eventually(() => status('lighthouse-log') === 'pending', 'it waits');
    const isAsked = () => signalbox.attention.items().some(({ label }) => label === 'Approve lighthouse-log?');
    await eventually(isAsked, 'it is asked for');
    await vscode.commands.executeCommand('signalbox.projects.approve', 'lighthouse-log');
    assert.equal(statusOf('lighthouse-log'), 'approved');
    assert.equal(registry().version, before + 1);
    await eventually(() => status('lighthouse-log') === 'approved', 'the model follows');
    await eventually(() => !isAsked(), 'it is asked for no longer');
  });

  it('takes back several approvals of one selection, each held to the version that ours before it made', async () => {
    await vscode.commands.executeCommand('signalbox.projects.approve', 'lighthouse-log');
    await eventually(() => status('lighthouse-log') === 'approved', 'the model follows');
    const both = ['lighthouse-log', 'ferry-times'].map((slug) => ({ project: signalbox.projects.find(slug) }));
    await vscode.commands.executeCommand('signalbox.projects.unapprove', both[0], both);
    assert.deepEqual(['lighthouse-log', 'ferry-times'].map(statusOf), ['pending', 'pending']);
  });

  it('edits the document, not the file below it, while the registry has unsaved changes', async () => {
    const onDisk = readWorkspaceFile('approved-tasks.json');
    const document = await vscode.workspace.openTextDocument(inWorkspace('approved-tasks.json'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(document.positionAt(document.getText().length), '\n'));
    await vscode.commands.executeCommand('signalbox.projects.approve', 'lighthouse-log');
    assert.equal(readWorkspaceFile('approved-tasks.json'), onDisk);
    const typed = JSON.parse(document.getText()) as ReturnType<typeof registry>;
    assert.equal(typed.projects.find(({ name }) => name === 'lighthouse-log')?.status, 'approved');
    await vscode.commands.executeCommand('signalbox.projects.unapprove', 'ferry-times');
    assert.equal(status('lighthouse-log'), 'pending', 'nobody else sees it yet');
    await document.save();
    await eventually(() => status('lighthouse-log') === 'approved' && status('ferry-times') === 'pending', 'it counts');
  });
});
