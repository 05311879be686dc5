// Brings two models to the editor, as an extension of somebody else would: a parrot, and one that fails by what it is told.
const vscode = require('vscode');

const model = (id, name) => ({
  id,
  name,
  family: 'birds',
  version: '1',
  maxInputTokens: 8000,
  maxOutputTokens: 1000,
  capabilities: {},
});

const textIn = ({ content }) =>
  content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');

exports.activate = (context) => {
  const provider = {
    provideLanguageModelChatInformation: async () => [model('parrot', 'Parrot'), model('owl', 'Owl')],
    provideTokenCount: async () => 1,
    async provideLanguageModelChatResponse(chosen, messages, _options, progress, token) {
      const said = messages.filter(({ role }) => role === vscode.LanguageModelChatMessageRole.User).map(textIn);
      const last = said.at(-1) ?? '';
      const failure = /fail: (.*)/.exec(last)?.[1];
      if (failure) throw new Error(failure);
      for (const piece of [`${chosen.name} `, `heard ${said.length}: `, last]) {
        progress.report(new vscode.LanguageModelTextPart(piece));
      }
      if (last === 'go on for ever') {
        await new Promise((resolve) => {
          token.onCancellationRequested(resolve);
        });
      }
    },
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('signalbox-tests', provider));
};
