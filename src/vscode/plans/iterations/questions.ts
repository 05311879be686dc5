import * as vscode from 'vscode';
import type { PermissionOption } from '../../../core/agent/event';
import { ok, type Result, refuse } from '../../../core/result';
import { say } from '../../../core/sentence';
import { t } from '../../translate';
import { waitingFor } from './appearance';
import type { SessionRef, WindowIterations } from './window';

const ICONS: Readonly<Record<PermissionOption['kind'], string>> = {
  allow_once: 'check',
  allow_always: 'check-all',
  reject_once: 'close',
  reject_always: 'circle-slash',
};

/** Puts what the agent asks before the person: what would be done, and each answer that it understands. */
export async function answer(
  window: WindowIterations,
  ref: SessionRef & { readonly request?: string },
): Promise<Result<unknown>> {
  const session = window.session(ref);
  const iterations = await window.iterations(ref.folder);
  const asked = session && waitingFor(session);
  const request = asked?.find(({ id }) => id === ref.request) ?? asked?.[0];
  if (!iterations || !request) return refuse('not_waiting', say('Nobody asks that any more.'));
  const items = request.options.map(({ id, name, kind }) => ({ label: `$(${ICONS[kind]}) ${name}`, id }));
  const picked = await vscode.window.showQuickPick(items, {
    title: request.title,
    placeHolder: request.detail && request.detail !== request.title ? request.detail : t('May the agent do this?'),
    ignoreFocusOut: true,
  });
  return picked ? iterations.answer(ref.id, request.id, picked.id) : ok(null);
}
