import * as vscode from 'vscode';
import type { features } from './catalogue/all';

type SettingsOf<F> = F extends { readonly settings: infer Settings } ? keyof Settings & string : never;
export type SettingId = SettingsOf<(typeof features)[number]>;

/** A setting of the catalogue; what it defaults to is in the manifest. */
export function setting<T>(id: SettingId, scope?: vscode.Uri): T {
  return vscode.workspace.getConfiguration(undefined, scope).get<T>(id) as T;
}

/** Calls when one of these settings changed. */
export function onSettings(ids: readonly SettingId[], changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (ids.some((id) => event.affectsConfiguration(id))) changed();
  });
}
