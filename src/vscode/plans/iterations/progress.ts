import * as vscode from 'vscode';
import type { Disposable } from '../../../ports/disposable';
import { t } from '../../translate';
import { doingNow, nameOf } from './appearance';
import { keyOf, type WindowIterations, type WindowSession } from './window';

interface Shown {
  readonly report: (message: string) => void;
  readonly end: () => void;
}

/** While a document is being improved the status bar says how far it is and what the agent does. */
export function followProgress(window: WindowIterations): Disposable {
  const shown = new Map<string, Shown>();
  const look = () => {
    const running = new Map(
      window
        .all()
        .filter(({ session }) => session.status === 'running')
        .map((each) => [keyOf(each), each]),
    );
    for (const [key, { end }] of shown) {
      if (running.has(key)) continue;
      end();
      shown.delete(key);
    }
    for (const [key, each] of running) {
      const progress = shown.get(key) ?? begin();
      shown.set(key, progress);
      progress.report(sentence(window, each));
    }
  };
  const listening = window.onChange(look);
  return {
    dispose() {
      listening.dispose();
      for (const { end } of shown.values()) end();
    },
  };
}

function begin(): Shown {
  let end: () => void = () => {};
  let tell: (message: string) => void = () => {};
  let last = '';
  void vscode.window.withProgress({ location: vscode.ProgressLocation.Window }, (progress) => {
    tell = (message) => progress.report({ message });
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  return {
    report: (message) => {
      if (message !== last) tell(message);
      last = message;
    },
    end: () => end(),
  };
}

function sentence(window: WindowIterations, { folder, id, session }: WindowSession): string {
  const n = session.done.at(-1)?.n ?? 1;
  const doing = doingNow(window.steps({ folder, id }), n, t);
  const words = { document: nameOf(session.document), n, total: session.iterations };
  return doing ? t('{document} {n}/{total}: {doing}', { ...words, doing }) : t('{document} {n}/{total}', words);
}
