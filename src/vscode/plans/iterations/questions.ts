import * as vscode from 'vscode';
import type { PermissionOption } from '../../../core/agent/event';
import { ok, type Result, refuse } from '../../../core/result';
import { say } from '../../../core/sentence';
import { t } from '../../translate';
import { optionFor } from '../answer';
import { waitingFor } from './appearance';
import type { SessionRef, WindowIterations } from './window';

const ICONS: Readonly<Record<PermissionOption['kind'], string>> = {
  allow_once: 'check',
  allow_always: 'check-all',
  reject_once: 'close',
  reject_always: 'circle-slash',
};

/** A question of an agent: of that session, or that very one. */
export interface QuestionRef extends SessionRef {
  readonly request?: string;
}

/** Says yes or no, this time only where the agent makes that difference. */
export async function answerShortly(
  window: WindowIterations,
  ref: QuestionRef,
  verb: 'allow' | 'deny',
): Promise<Result<unknown>> {
  const { iterations, request } = await asked(window, ref);
  if (!iterations || !request) return notAsked();
  const option = optionFor(request.options, verb);
  if (!option) return refuse('unknown_option', say('The agent offers no such answer.'));
  return iterations.answer(ref.id, request.id, option.id);
}

const notAsked = () => refuse('not_waiting', say('Nobody asks that any more.'));

async function asked(window: WindowIterations, ref: QuestionRef) {
  const session = window.session(ref);
  const waiting = session ? waitingFor(session) : [];
  const request = ref.request === undefined ? waiting[0] : waiting.find(({ id }) => id === ref.request);
  return { iterations: await window.iterations(ref.folder), request };
}

/** Puts what the agent asks before the person: what would be done, and each answer that it understands. */
export async function answer(window: WindowIterations, ref: QuestionRef): Promise<Result<unknown>> {
  const { iterations, request } = await asked(window, ref);
  if (!iterations || !request) return notAsked();
  const items = request.options.map(({ id, name, kind }) => ({ label: `$(${ICONS[kind]}) ${t(name)}`, id }));
  const picked = await vscode.window.showQuickPick(items, {
    title: request.title,
    placeHolder: request.detail && request.detail !== request.title ? request.detail : t('May the agent do this?'),
    ignoreFocusOut: true,
  });
  return picked ? iterations.answer(ref.id, request.id, picked.id) : ok(null);
}
