import * as vscode from 'vscode';
import type { Translate } from '../core/translate';

/** Sentences in the language of the editor. */
export const t: Translate = (message, args) => (args ? vscode.l10n.t(message, { ...args }) : vscode.l10n.t(message));
