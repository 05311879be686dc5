import * as vscode from 'vscode';
import { ok, type Result } from '../../core/result';
import type { CardResult } from '../../protocol/board-messages';
import type { PanelVerbs } from '../../services/board-panel/verbs';
import { t } from '../translate';
import type { BoardPanel } from './panel';

/** What the page puts on a card for VS Code's context menu. */
export interface CardContext {
  readonly card?: unknown;
  /** All selected cards, when the one under the pointer is among them. */
  readonly cards?: unknown;
}

/** The cards that a context menu was opened on. What a page says is checked, here too. */
export function cardsOf(context: CardContext | undefined): string[] {
  const named = Array.isArray(context?.cards) && context.cards.length > 0 ? context.cards : [context?.card];
  return named.filter((id): id is string => typeof id === 'string' && id.length > 0 && id.length <= 300);
}

/** Runs a verb on the panel's board; of several cards the first refusal is told. */
export async function changeCards(
  panel: BoardPanel | undefined,
  work: (verbs: PanelVerbs) => Promise<Result<unknown> | undefined>,
): Promise<Result<unknown> | undefined> {
  const verbs = panel?.session.verbs();
  if (!verbs?.ok) return verbs;
  const done = await work(verbs.value);
  if (!done?.ok || !Array.isArray(done.value)) return done;
  const refused = (done.value as readonly CardResult[]).find(({ refusal }) => refusal !== null)?.refusal;
  return refused ? { ok: false, refusal: refused } : ok(null);
}

export async function assignCards(panel: BoardPanel | undefined, ids: readonly string[]) {
  const people = panel?.session.board?.source.people() ?? [];
  const nobody = { label: t('Nobody'), name: null };
  const other = { label: t('Somebody else…'), name: undefined };
  const choice = await vscode.window.showQuickPick(
    [
      ...people.map(({ name, open, kind }) => ({
        label: `$(${kind === 'agent' ? 'hubot' : 'person'}) ${name}`,
        description: open > 0 ? t('{count} open', { count: open }) : '',
        name,
      })),
      nobody,
      other,
    ],
    { placeHolder: t('Who should take it?') },
  );
  if (!choice) return undefined;
  const assignee = choice.name === undefined ? await askForName() : choice.name;
  if (assignee === undefined) return undefined;
  return changeCards(panel, (verbs) => verbs.bulk(ids, { assignee }));
}

async function askForName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({ prompt: t('The name of an agent profile or a person') });
  return name?.trim() || undefined;
}

export async function prioritiseCards(panel: BoardPanel | undefined, ids: readonly string[]) {
  const [first] = ids;
  const now = first === undefined ? undefined : panel?.session.board?.source.card(first)?.priority;
  const text = await vscode.window.showInputBox({
    prompt: t('Priority: a whole number, higher first'),
    value: String(now ?? 0),
    validateInput: (given) => (/^-?\d{1,9}$/.test(given.trim()) ? undefined : t('Write a whole number, such as 10.')),
  });
  if (text === undefined) return undefined;
  return changeCards(panel, (verbs) => verbs.bulk(ids, { priority: Number(text.trim()) }));
}

export async function blockCard(panel: BoardPanel | undefined, id: string) {
  const reason = await vscode.window.showInputBox({ prompt: t('What does it wait for?') });
  if (reason === undefined) return undefined;
  return changeCards(panel, (verbs) => verbs.act({ type: 'block', task: id, reason, kind: 'needs_input' }));
}

export async function completeCard(panel: BoardPanel | undefined, id: string) {
  const summary = await vscode.window.showInputBox({ prompt: t('What was done? (may stay empty)') });
  if (summary === undefined) return undefined;
  return changeCards(panel, (verbs) => verbs.act({ type: 'complete', task: id, summary }));
}
