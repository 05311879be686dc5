import { serveDemoAgent } from '../../adapters/demo-agent/demo-agent';
import { ok } from '../../core/result';
import { type Noun, verb } from '../noun';

export const demoAgent: Noun = {
  name: 'demo-agent',
  summary: 'a scripted agent that speaks the Agent Client Protocol on stdio and calls no model',
  verbs: [
    verb({
      name: '',
      summary: 'Serves until the client goes away.',
      async run() {
        await serveDemoAgent();
        return ok(undefined);
      },
    }),
  ],
};
