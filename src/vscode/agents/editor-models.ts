import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import { type ChatModel, ModelError, type ModelFailure, type ModelMessage, type Models } from '../../ports/models';
import { t } from '../translate';

const CHOSEN = 'signalbox.models.chosen';

/** The models that extensions bring to the editor. The person is asked by the editor itself when one is used first. */
export class EditorModels implements Models, Disposable {
  readonly #context: Pick<vscode.ExtensionContext, 'workspaceState' | 'languageModelAccessInformation'>;
  readonly #listening: Disposable;
  #known: Promise<boolean> | undefined;

  constructor(context: Pick<vscode.ExtensionContext, 'workspaceState' | 'languageModelAccessInformation'>) {
    this.#context = context;
    this.#listening = vscode.lm.onDidChangeChatModels(() => {
      this.#known = undefined;
    });
  }

  /** Whether there is any model. Looked up again when models come or go. */
  any(): Promise<boolean> {
    this.#known ??= selectAll().then((all) => all.length > 0);
    return this.#known;
  }

  async choose(name: string | undefined): Promise<ChatModel | 'dismissed' | undefined> {
    const all = await selectAll();
    const wanted = (name ?? this.#context.workspaceState.get<string>(CHOSEN))?.toLowerCase();
    const found = wanted && all.find((model) => namesOf(model).includes(wanted));
    if (found) return this.#chatModel(found);
    if (name !== undefined || all.length === 0) return undefined;
    const model = all.length === 1 ? all[0] : await this.#ask(all);
    return model ? this.#chatModel(model) : 'dismissed';
  }

  /** Asks for the model that is used from now on in this workspace. */
  async pick(): Promise<ChatModel | 'dismissed' | undefined> {
    const all = await selectAll();
    if (all.length === 0) return undefined;
    const model = await this.#ask(all);
    return model ? this.#chatModel(model) : 'dismissed';
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #ask(all: readonly vscode.LanguageModelChat[]): Promise<vscode.LanguageModelChat | undefined> {
    const chosen = this.#context.workspaceState.get<string>(CHOSEN);
    const items = all.map((model) => ({
      label: model.name,
      description: [model.vendor, model.id === chosen ? t('in use') : ''].filter(Boolean).join(' · '),
      detail: t('{family}, up to {count} tokens', {
        family: model.family,
        count: model.maxInputTokens.toLocaleString(vscode.env.language),
      }),
      model,
    }));
    const title = t('Which model of the editor plans with you?');
    const picked = await vscode.window.showQuickPick(items, { title, placeHolder: title, matchOnDescription: true });
    if (picked) await this.#context.workspaceState.update(CHOSEN, picked.model.id);
    return picked?.model;
  }

  #chatModel(model: vscode.LanguageModelChat): ChatModel {
    const allowed = this.#context.languageModelAccessInformation.canSendRequest(model);
    return { name: model.name, ...(allowed === undefined ? {} : { allowed }), answer: answerOf(model) };
  }
}

/** An extension that brings models may fail to list them; then it has none. */
async function selectAll(): Promise<readonly vscode.LanguageModelChat[]> {
  try {
    return await vscode.lm.selectChatModels();
  } catch {
    return [];
  }
}

const namesOf = ({ id, family, name }: vscode.LanguageModelChat) =>
  [id, family, name].map((each) => each.toLowerCase());

function answerOf(model: vscode.LanguageModelChat): ChatModel['answer'] {
  return async function* answer(messages, stop) {
    const source = new vscode.CancellationTokenSource();
    const cancel = () => source.cancel();
    stop.addEventListener('abort', cancel);
    try {
      const justification = t('Signalbox plans a project with this model.');
      const response = await model.sendRequest(messages.map(messageOf), { justification }, source.token);
      for await (const piece of response.text) yield piece;
    } catch (error) {
      throw new ModelError(kindOf(error), error instanceof Error ? error.message : String(error));
    } finally {
      stop.removeEventListener('abort', cancel);
      source.dispose();
    }
  };
}

function messageOf({ from, text }: ModelMessage): vscode.LanguageModelChatMessage {
  return from === 'person'
    ? vscode.LanguageModelChatMessage.User(text)
    : vscode.LanguageModelChatMessage.Assistant(text);
}

function kindOf(error: unknown): ModelFailure {
  if (!(error instanceof vscode.LanguageModelError)) return 'unknown';
  switch (error.code) {
    case vscode.LanguageModelError.NoPermissions.name:
    case vscode.LanguageModelError.NotFound.name:
      return 'auth';
    case vscode.LanguageModelError.Blocked.name:
      // The editor says "blocked" for quotas as well as for filters.
      return /quota|limit/i.test(error.message) ? 'quota' : 'refused';
    default:
      return 'unknown';
  }
}
