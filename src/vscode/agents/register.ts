import { ok, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { agents as catalogue } from '../catalogue/agents';
import type { EditorModels } from './editor-models';
import { type TestAgentParts, testAgent } from './test-agent';

export function registerAgents(parts: TestAgentParts & { readonly models: EditorModels }): void {
  const { shell, models } = parts;
  shell.own(
    shell.commands.register<typeof catalogue>({
      'signalbox.profiles.test': (name: unknown) => testAgent(parts, typeof name === 'string' ? name : undefined),
      'signalbox.models.choose': async () => {
        const picked = await models.pick();
        if (picked !== undefined) return ok(null);
        return refuse(
          'no_model',
          say(
            'The editor offers no model. Install an extension that brings models, such as GitHub Copilot Chat, and sign in to it.',
          ),
        );
      },
    }),
  );
}
