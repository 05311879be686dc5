import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { features } from '../../src/vscode/catalogue/all';
import type { Feature } from '../../src/vscode/catalogue/types';
import { activated } from '../support/editor-workspace';

describe('the catalogue in the running editor', () => {
  before(() => activated());

  it('has every command registered, and no other of ours', async () => {
    const wanted = (features as readonly Feature[]).flatMap((each) => Object.keys(each.commands ?? {}));
    const views = (features as readonly Feature[]).flatMap((each) => Object.keys(each.views ?? {}));
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('signalbox.'));
    // VS Code makes commands of its own for each view: focus, open, toggle, reset.
    const made = (id: string) => views.some((view) => id.startsWith(`${view}.`) && !wanted.includes(id));
    assert.deepEqual(registered.filter((id) => !made(id)).sort(), wanted.sort());
  });

  it('has every setting with its default', () => {
    for (const each of features as readonly Feature[]) {
      for (const [id, entry] of Object.entries(each.settings ?? {})) {
        assert.deepEqual(vscode.workspace.getConfiguration().inspect(id)?.defaultValue, entry.default, id);
      }
    }
  });
});
