import { AGENT_ADAPTERS, PERMISSION_POLICIES } from '../../core/agent/profile';
import { feature } from './types';

/** The agents themselves: which there are, and whether they work. */
export const agents = feature({
  title: 'Agents',
  commands: {
    'signalbox.profiles.test': { title: 'Test an Agent…', needsTrust: true },
    'signalbox.models.choose': { title: "Choose the Editor's Model…" },
  },
  settings: {
    'signalbox.profiles': {
      type: 'array',
      default: [],
      scope: 'machine-overridable',
      restricted: true,
      markdownDescription:
        'Agents that Signalbox can run, such as `{ "name": "claude", "adapter": "claude", "model": "opus" }`. Adapters: `acp`, `claude`, `codex`, `command`, and `lm` for a model of the editor. Agents that are installed are found without an entry here. The command line reads this setting too.',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          adapter: { type: 'string', enum: [...AGENT_ADAPTERS] },
          command: { type: 'string' },
          args: { type: 'array', items: { type: 'string' } },
          env: { type: 'object', additionalProperties: { type: 'string' } },
          model: { type: 'string' },
          permissions: { type: 'string', enum: [...PERMISSION_POLICIES] },
          limits: {
            type: 'object',
            properties: { turns: { type: 'number' }, budgetUsd: { type: 'number' }, seconds: { type: 'number' } },
            additionalProperties: false,
          },
        },
        additionalProperties: false,
        required: ['name', 'adapter'],
      },
    },
  },
});
