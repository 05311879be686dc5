import * as vscode from 'vscode';
import { type ChatModel, ModelError, type ModelFailure, type ModelMessage, type Models } from '../../ports/models';

/** The models that extensions bring to the editor. The person is asked by the editor itself when one is used first. */
export const editorModels: Models = {
  async choose(name) {
    const all = await vscode.lm.selectChatModels();
    const wanted = name?.toLowerCase();
    const found = wanted
      ? all.find((model) => [model.id, model.family, model.name].some((each) => each.toLowerCase() === wanted))
      : all[0];
    return found && chatModel(found);
  },
};

function chatModel(model: vscode.LanguageModelChat): ChatModel {
  return {
    name: model.name,
    async *answer(messages, stop) {
      const source = new vscode.CancellationTokenSource();
      const cancel = () => source.cancel();
      stop.addEventListener('abort', cancel);
      try {
        const justification = vscode.l10n.t('Signalbox plans a project with this model.');
        const response = await model.sendRequest(messages.map(messageOf), { justification }, source.token);
        for await (const piece of response.text) yield piece;
      } catch (error) {
        throw new ModelError(kindOf(error), error instanceof Error ? error.message : String(error));
      } finally {
        stop.removeEventListener('abort', cancel);
        source.dispose();
      }
    },
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
