import * as vscode from 'vscode';
import { type AgentProfile, parseProfiles } from '../../core/agent/profile';
import type { Disposable } from '../../ports/disposable';

/** The names of all agent profiles, of the settings and installed: looked up when somebody asks, and again after the settings changed. */
export class AgentNames implements Disposable {
  readonly #detect: () => readonly AgentProfile[];
  readonly #listening: Disposable;
  #names: ReadonlySet<string> | undefined;

  constructor(detect: () => readonly AgentProfile[]) {
    this.#detect = detect;
    this.#listening = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('signalbox.profiles')) this.#names = undefined;
    });
  }

  get all(): ReadonlySet<string> {
    this.#names ??= new Set([...this.#ofSettings(), ...this.#detect()].map(({ name }) => name));
    return this.#names;
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #ofSettings(): readonly AgentProfile[] {
    return parseProfiles(vscode.workspace.getConfiguration('signalbox').get('profiles')).profiles;
  }
}
