import * as vscode from 'vscode';
import type { Projects } from '../../../services/projects/api';
import { setContext } from '../../contexts';
import { waitingFor } from './appearance';
import { documentDraft } from './targets';
import type { WindowIterations } from './window';

/** Keeps up what menus and the palette ask. */
export function followContexts(window: WindowIterations, projects: Projects): vscode.Disposable {
  let told = '';
  const look = () => {
    const sessions = window.all().map(({ session }) => session);
    const active = vscode.window.activeTextEditor?.document.uri;
    const facts = [
      sessions.some(({ status }) => status === 'running'),
      sessions.some((session) => waitingFor(session).length > 0),
      active !== undefined && documentDraft(projects, active) !== undefined,
    ] as const;
    if (facts.join() === told) return;
    told = facts.join();
    setContext('signalbox.iterationsRun', facts[0]);
    setContext('signalbox.iterationsAsk', facts[1]);
    setContext('signalbox.documentInProject', facts[2]);
  };
  look();
  return vscode.Disposable.from(
    window.onChange(look),
    projects.onChange(look),
    vscode.window.onDidChangeActiveTextEditor(look),
  );
}
