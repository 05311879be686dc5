import * as vscode from 'vscode';
import { t } from '../../translate';
import type { Speech } from './appearance';

/** As the reader of this window is spoken to now. */
export const speech = (): Speech => ({ t, locale: vscode.env.language, now: Date.now() });
