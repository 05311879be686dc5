import * as vscode from 'vscode';
import type { features } from './catalogue/all';

type KeysOf<F> = F extends { readonly contextKeys: infer Keys } ? keyof Keys & string : never;
/** Only keys of the catalogue can be set, so that a when clause and its setter cannot drift apart. */
export type ContextKey = KeysOf<(typeof features)[number]>;

export function setContext(key: ContextKey, value: boolean | string | number): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
