import { detectProfiles } from '../../adapters/agents/detect';
import { SystemAgents } from '../../adapters/agents/system-agents';
import { systemMask } from '../../adapters/planning';
import { SystemProcesses } from '../../adapters/processes/processes';
import { ADVICE, type AgentErrorKind } from '../../core/agent/error';
import { type AgentProfile, parseProfiles } from '../../core/agent/profile';
import { ok, type Result, refuse } from '../../core/result';
import { asIs, say } from '../../core/sentence';
import { chooseProfile } from '../../services/profiles';
import { type Noun, verb } from '../noun';
import { profilesOf } from '../profiles';

const list = verb({
  name: 'list',
  summary: 'the agents of the settings and those that are installed; the first one is the default',
  async run({ context }) {
    const found = new Map(detectProfiles().map(({ profile, file }) => [profile.name, file]));
    const profiles = profilesOf(context.workspace).map(({ name, adapter, command, model }) => ({
      name,
      adapter,
      command: command ?? null,
      model: model ?? null,
      file: found.get(name) || null,
    }));
    return ok({
      data: profiles,
      text: (page) =>
        page.table(
          ['PROFILE', 'ADAPTER', 'COMMAND'],
          profiles.map(({ name, adapter, command, file }) => [name, adapter, file ?? command ?? '']),
        ),
    });
  },
});

const test = verb({
  name: 'test',
  summary: 'starts an agent, shakes hands, and says what is wrong; asks no model anything',
  arguments: [{ name: 'name', help: 'the profile; - reads one as JSON from standard input', optional: true }],
  async run({ context, args }) {
    const profile =
      args[0] === '-'
        ? givenProfile(await context.readInput())
        : chooseProfile(args[0], profilesOf(context.workspace), []);
    if (!profile.ok) return profile;
    const agents = new SystemAgents({ processes: new SystemProcesses(), cli: process.argv[1] ?? '' });
    const tested = await agents.test(profile.value, context.workspace);
    const { name } = profile.value;
    if (tested.ok) {
      const { agent, canResume } = tested.value;
      return ok({
        data: { name, agent, canResume },
        text: `${name}: ${agent} answers${canResume ? ' and can resume a conversation' : ''}.`,
      });
    }
    const kind = tested.refusal.code as AgentErrorKind;
    const message = systemMask(process.env, profile.value.env ?? {})(tested.refusal.message);
    return refuse(kind, say('{name}: {message}\n{advice}', { name, message, advice: ADVICE[kind] }), { profile: name });
  },
});

/** The editor hands a profile over this way: it may hold keys, which have no place on a command line. */
function givenProfile(text: string): Result<AgentProfile> {
  try {
    const { profiles: given, problems } = parseProfiles([JSON.parse(text)]);
    const [profile] = given;
    return profile
      ? ok(profile)
      : refuse('bad_profile', problems[0] ? asIs(problems[0].message) : say('This is no profile.'));
  } catch {
    return refuse('bad_profile', say('This is no profile: it is no valid JSON.'));
  }
}

export const profiles: Noun = { name: 'profiles', summary: 'the agents that can be used', verbs: [list, test] };
