import * as vscode from 'vscode';

/** For a tooltip or a list: date and time, without seconds. */
export function fullMoment(at: number | string): string {
  return new Date(at).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
}
