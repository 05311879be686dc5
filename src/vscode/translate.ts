import * as vscode from 'vscode';
import { formsOf } from '../core/plural';
import { fill } from '../core/sentence';
import type { Translate } from '../core/translate';

const formOf = formsOf(vscode.env.language);

/** Sentences in the language of the editor. They are filled here, as the editor knows holes and no forms of a number. */
export const t: Translate = (message, args) =>
  args ? fill(vscode.l10n.t(message), args, formOf) : vscode.l10n.t(message);
