import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Signalbox } from '../../src/vscode/api';
import { features } from '../../src/vscode/catalogue/all';
import type { Feature } from '../../src/vscode/catalogue/types';
import type { TreeNode } from '../../src/vscode/projects/nodes';
import { activated, inWorkspace, resetWorkspace, workspaceFolder } from '../support/editor-workspace';
import { eventually } from '../support/eventually';
import { englishIn, pseudoStrings } from '../support/pseudo';
import { WordsShown } from '../support/words-shown';

/** What is called as somebody else called it: models and agents that are there in tests, values of a PRD's own. */
const OTHERS = [
  'Signalbox demo agent',
  'Parrot',
  'birds',
  'Owl',
  'signalbox-tests',
  'editor',
  'demo',
  'acp',
  'lm',
  'checkout-page',
  'functional',
];
/** How far the questions of a command are followed, and how many ways. */
const DEPTH = 4;
const WAYS = 10;
/** What starts a program, and what changes the workspace or the window for the tests that follow, is asked for and no more. */
const NOT_DONE = /profiles\.test$|projects\.(?:filter|sort|propose|approve|unapprove|cancel)$/;

/** What the platform writes in the language of the editor, which is English here. */
const DATE = /\b[A-Z][a-z]{2} \d{1,2}, \d{4}\b/g;

const FERRY = ['ferry-times', 'tasks', 'prd.json'] as const;

/** The editor shows what a schema says about a field beside what we say; schemas are in English, as they are for every editor. */
const isOurs = ({ contents }: vscode.Hover) =>
  contents.some((each) => (typeof each === 'string' ? each : each.value).includes('⟦'));

describe('the editor in a language that nobody speaks', function () {
  this.timeout(120_000);
  let signalbox: Signalbox;
  let words: WordsShown;
  const l10n = vscode.l10n as { t: (message: string) => string };
  const english = l10n.t;

  before(async () => {
    signalbox = await activated<Signalbox>();
    await signalbox.projects.start();
    await signalbox.projects.settled();
    l10n.t = (message) => pseudoStrings[message] ?? message;
    words = new WordsShown(vscode.window);
  });
  after(async () => {
    words.dispose();
    l10n.t = english;
    await resetWorkspace();
    await signalbox.projects.settled();
  });

  /** What stands in the files and the history of the workspace is not ours to translate. */
  function namesOfOthers(): readonly string[] {
    const cwd = workspaceFolder();
    const files = fs
      .readdirSync(cwd, { recursive: true, encoding: 'utf8' })
      .filter((file) => !/(?:^|[\\/])(?:\.git|\.signalbox)(?:[\\/]|$)/.test(file));
    const found = new Set<string>([cwd, ...files, ...files.map((file) => path.basename(file)), ...OTHERS]);
    for (const file of files.filter((each) => /\.(?:json|md|txt|log)$/.test(each))) {
      const text = fs.readFileSync(path.join(cwd, file), 'utf8');
      for (const [, value = ''] of text.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) if (/[ \d-]/.test(value)) found.add(value);
      for (const line of text.split('\n')) for (const part of line.split(/^[-#* \d[\]x.]+|:/)) found.add(part.trim());
    }
    for (const line of execFileSync('git', ['log', '--all', '--format=%s%n%an'], { cwd, encoding: 'utf8' }).split('\n'))
      found.add(line.trim());
    return [...found].filter((name) => name.length > 2).sort((a, b) => b.length - a.length);
  }

  beforeEach(() => words.forget());

  /** English that is neither in the made-up language nor a name of others. */
  function bare(): readonly string[] {
    const names = namesOfOthers();
    const left = words.shown.flatMap(({ where, text }) => {
      let rest = text.replace(/\\(.)/g, '$1').replaceAll('&nbsp;', ' ');
      for (const name of names) if (rest.includes(name)) rest = rest.replaceAll(name, ' ');
      rest = rest
        .replace(/\$\([\w~-]+\)|command:[^)\s]*|https?:\S+|\b[0-9a-f]{7,40}\b/g, ' ')
        .replace(/`[^`]*`|\b[\w.-]+\/[\w./-]+/g, ' ')
        .replace(DATE, ' ');
      return englishIn(rest).length > 0 ? [`${where}: ${text}`] : [];
    });
    return [...new Set(left)];
  }

  it('asks, lists and tells nothing in English, whatever command is run and whatever is answered', async () => {
    const commands = (features as readonly Feature[])
      .flatMap((each) => Object.entries(each.commands ?? {}))
      // What is not in the palette is told what it is about.
      .flatMap(([id, { palette }]) => (palette === false ? [] : [id]));
    let questions = 0;
    for (const id of commands) {
      const ways: (readonly number[])[] = [[]];
      for (let at = 0; at < ways.length && at < WAYS; at += 1) {
        const way = ways[at]!;
        const asked = await words.during(id, way, () => vscode.commands.executeCommand(id));
        questions += asked.length;
        const choices = asked[way.length] ?? 0;
        if (way.length < DEPTH && !NOT_DONE.test(id))
          for (let choice = 0; choice < choices; choice += 1) ways.push([...way, choice]);
      }
    }
    assert.ok(questions > 60, `only ${questions} questions were asked`);
    assert.deepEqual(bare(), [], 'These are shown in English: say them with t(…) or say(…).');
  });

  it('has no English in its trees, their tooltips and what is read out', async () => {
    const rows = async (parent?: TreeNode): Promise<void> => {
      for (const node of await signalbox.tree.getChildren(parent)) {
        words.note(`row ${node.kind}`, signalbox.tree.getTreeItem(node));
        const item = signalbox.tree.getTreeItem(node);
        words.note(`tooltip of ${node.kind}`, signalbox.tree.resolveTreeItem(item, node).tooltip);
        await rows(node);
      }
    };
    await rows();
    for (const item of signalbox.attention.items()) words.note('row of Needs You', item);
    assert.ok(words.shown.some(({ where }) => where === 'row story'));
    assert.deepEqual(bare(), []);
  });

  it('has no English at the lines of a PRD: problems, repairs, lenses, hovers, completions', async () => {
    const document = await vscode.workspace.openTextDocument(inWorkspace(...FERRY));
    const editor = await vscode.window.showTextDocument(document);
    const whole = () => new vscode.Range(0, 0, document.lineCount, 0);
    const begin = document.getText();
    const broken = [
      begin.replace('"Typecheck passes"]', '"Typecheck passes",]'),
      begin.replace('"id": "FT-2"', '"id": "FT-1"').replace('["FT-1"]', '["ft 1", "FT-99"]'),
      begin.replaceAll('"passes": false,', '').replace('"priority": 1', '"priority": "high"'),
      begin.slice(0, begin.length / 2),
    ];
    const marks = () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Signalbox');
    for (const text of broken) {
      const earlier = JSON.stringify(marks());
      await editor.edit((edit) => edit.replace(whole(), text));
      await eventually(() => marks().length > 0 && JSON.stringify(marks()) !== earlier, 'it is marked');
      words.note('problem', ...marks());
      for (const { range } of marks()) {
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          'vscode.executeCodeActionProvider',
          document.uri,
          range,
          vscode.CodeActionKind.QuickFix.value,
        );
        words.note('repair', ...actions.filter(({ edit }) => edit).map(({ title }) => title));
      }
    }
    await editor.edit((edit) => edit.replace(whole(), begin.replace('"dependsOn": ["FT-1"]', '"dependsOn": [""]')));
    const at = (needle: string, inside: number) => document.positionAt(document.getText().indexOf(needle) + inside);
    const ask = <T>(what: string, ...args: unknown[]) =>
      vscode.commands.executeCommand<T>(`vscode.execute${what}Provider`, document.uri, ...args);
    words.note('lens', ...(await ask<vscode.CodeLens[]>('CodeLens', 50)).map(({ command }) => command));
    for (const id of ['"FT-1"', '"FT-2"', '"FT-3"'])
      words.note('hover', ...(await ask<vscode.Hover[]>('Hover', at(id, 2))).filter(isOurs));
    const { items } = await ask<vscode.CompletionList>('CompletionItem', at('"dependsOn": [""', 15));
    words.note('completion', ...items.filter(({ detail }) => detail));
    for (const where of ['problem', 'repair', 'lens', 'hover', 'completion'])
      assert.ok(
        words.shown.some((each) => each.where === where),
        `no ${where} was seen`,
      );
    assert.deepEqual(bare(), []);
  });
});
