import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Signalbox } from '../../src/vscode/api';
import { activated, inWorkspace, resetWorkspace } from '../support/editor-workspace';
import { eventually } from '../support/eventually';

const FERRY = ['ferry-times', 'tasks', 'prd.json'] as const;

describe('a PRD in the editor', () => {
  let signalbox: Signalbox;

  before(async () => {
    signalbox = await activated<Signalbox>();
    await signalbox.projects.start();
  });

  afterEach(async () => {
    await resetWorkspace();
    await signalbox.projects.settled();
  });

  async function opened(): Promise<vscode.TextEditor> {
    return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inWorkspace(...FERRY)));
  }

  async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
    const at = editor.document.getText().indexOf(from);
    assert.ok(at >= 0, `no ${from} in the document`);
    const { document } = editor;
    const place = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
    assert.ok(await editor.edit((edit) => edit.replace(place, to)));
  }

  const ours = (uri: vscode.Uri) =>
    vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === 'Signalbox');
  /** The editor hands fixes out without their diagnostics, so the title says which one it is. */
  async function fixTitled(uri: vscode.Uri, range: vscode.Range, title: string): Promise<vscode.WorkspaceEdit> {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const action = actions.find((each) => each.title === title);
    assert.ok(action?.edit, `no "${title}" among ${actions.map((each) => each.title).join('; ')}`);
    assert.ok(action.isPreferred);
    return action.edit;
  }

  it('has no problems where nothing is wrong', async () => {
    const document = await vscode.workspace.openTextDocument(inWorkspace('tide-table', 'scripts', 'ralph', 'prd.json'));
    await vscode.window.showTextDocument(document);
    await eventually(
      () => ours(document.uri).length === 0,
      () => `no problem: ${ours(document.uri).map(({ message }) => message)} in ${document.getText().slice(0, 80)}`,
    );
  });

  it('marks what is wrong while it is typed, before anything is saved, and no longer than it is wrong', async () => {
    const editor = await opened();
    const { document } = editor;
    const marked = () => ours(document.uri).some(({ range }) => document.getText(range) === '"FT-77"');
    await replace(editor, '"dependsOn": ["FT-1"]', '"dependsOn": ["FT-77"]');
    await eventually(marked, 'it is marked');
    assert.ok(document.isDirty);
    await replace(editor, '"FT-77"', '"FT-1"');
    await eventually(() => !marked(), 'the mark is gone');
  });

  for (const [code, from, to, marked, title] of [
    ['syntax_error', '"Typecheck passes"]', '"Typecheck passes",]', ',', 'Remove the comma'],
    ['duplicate_id', '"id": "FT-2"', '"id": "FT-1"', '"FT-1"', 'Change the id to "FT-4"'],
    ['unknown_dependency', '["FT-1"]', '["ft 1"]', '"ft 1"', 'Change to "FT-1"'],
    ['bad_type', '"passes": false,', '', '"FT-1"', 'Add "passes": false'],
  ] as const) {
    it(`repairs ${code} by its quick fix`, async () => {
      const editor = await opened();
      const { document } = editor;
      const mark = () =>
        ours(document.uri).find((each) => each.code === code && document.getText(each.range) === marked);
      await replace(editor, from, to);
      const { range } = await eventually(mark, 'it is marked');
      assert.ok(await vscode.workspace.applyEdit(await fixTitled(document.uri, range, title)));
      await eventually(() => !mark(), 'the mark is gone');
    });
  }

  it('serves a plan of nearly a megabyte too, while it has unsaved changes', async () => {
    const stories = Array.from({ length: 3000 }, (_, index) => ({
      id: `B-${index + 1}`,
      title: 'Paint the buoy again, in the colours that the harbour office has asked for',
      acceptanceCriteria: ['The colour is right', 'The number can be read from both sides'],
      passes: false,
      dependsOn: index === 0 ? [] : ['B-1'],
    }));
    fs.mkdirSync(inWorkspace('buoys'));
    fs.writeFileSync(inWorkspace('buoys', 'prd.json'), JSON.stringify({ userStories: stories }, null, 2));
    const document = await vscode.workspace.openTextDocument(inWorkspace('buoys', 'prd.json'));
    const editor = await vscode.window.showTextDocument(document);
    assert.ok(document.getText().length > 600_000);
    await replace(editor, '"dependsOn": [\n        "B-1"', '"dependsOn": [\n        "b 1"');
    const mark = () => ours(document.uri).find(({ range }) => document.getText(range) === '"b 1"');
    const { range } = await eventually(mark, 'it is marked');
    assert.ok(await vscode.workspace.applyEdit(await fixTitled(document.uri, range, 'Change to "B-1"')));
    await eventually(() => !mark(), 'the mark is gone');
    assert.ok(document.isDirty);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      1,
    );
    assert.equal(lenses[0]?.command?.title, '0 of 3000 stories pass');
  });

  it('says above each story where it stands', async () => {
    const { document } = await opened();
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      50,
    );
    const titles = lenses.map((lens) => lens.command?.title ?? '');
    assert.match(titles[0] ?? '', /^0 of \d+ stories pass$/);
    assert.ok(titles.some((title) => title.endsWith('open')));
    assert.ok(titles.some((title) => title.endsWith('after FT-1')));
  });

  it('tells the story over its id, also where another story names it', async () => {
    const { document } = await opened();
    for (const needle of ['"FT-1"', '["FT-1"']) {
      const at = document.positionAt(document.getText().indexOf(needle) + needle.indexOf('F'));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at,
      );
      const text = hovers
        .flatMap((hover) => hover.contents)
        .map((content) => (typeof content === 'string' ? content : content.value))
        .join('\n');
      assert.match(text.replaceAll('&nbsp;', ' ').replaceAll('\\', ''), /FT-1 Read the timetable/);
    }
  });

  it('completes ids of other stories inside dependsOn, without those that would close a ring', async () => {
    const editor = await opened();
    await replace(editor, '"dependsOn": ["FT-1"]', '"dependsOn": ["FT-1", ""]');
    const { document } = editor;
    const at = document.positionAt(document.getText().indexOf('["FT-1", "') + '["FT-1", "'.length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    const ids = list.items
      .filter(({ detail }) => detail)
      .map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(!ids.includes('FT-1') && !ids.includes('FT-2'), ids.join());
    const insert = list.items.find(({ label }) => label === 'FT-3');
    assert.equal(insert?.insertText ?? '"FT-3"', '"FT-3"');
  });
});
