import { versionOf } from '../../adapters/agents/detect';
import { SystemAgents } from '../../adapters/agents/system-agents';
import { SystemProcesses } from '../../adapters/processes/processes';
import { systemMask } from '../../adapters/system-mask';
import { type AgentProfile, parseProfiles } from '../../core/agent/profile';
import { adviceAfterTest } from '../../core/agent/profile-fault';
import { ok, type Result, refuse } from '../../core/result';
import { asIs, say, textOf } from '../../core/sentence';
import { plain } from '../../core/text';
import { chooseProfile } from '../../services/agents/profiles';
import { allowedProfile } from '../allowed-profile';
import { type Noun, verb } from '../noun';
import { knownProfiles, profileProblems, profilesOf } from '../profiles';

const list = verb({
  name: 'list',
  summary: 'the agents of the settings and those that are installed; the first one is the default',
  async run({ context }) {
    const known = knownProfiles(context.workspace);
    const versions = await Promise.all(known.map((each) => (each.file ? versionOf(each.file) : undefined)));
    const data = known.map(({ profile: { name, adapter, command, model }, source, file }, index) => ({
      name,
      adapter,
      command: command ?? null,
      model: model ?? null,
      source,
      file: file ?? null,
      version: versions[index] ?? null,
    }));
    const problems = profileProblems(context.workspace);
    return ok({
      data,
      text: (page) =>
        [
          page.table(
            ['PROFILE', 'ADAPTER', 'FROM', 'VERSION', 'COMMAND'],
            data.map(({ name, adapter, source, version, command, file }) => [
              plain(name),
              adapter,
              source,
              version ?? '',
              plain(file ?? command ?? ''),
            ]),
          ),
          ...problems.map((problem) => page.paint('yellow', plain(problem))),
        ].join('\n'),
    });
  },
});

const allow = verb({
  name: 'allow',
  summary: 'lets the shell line of a profile run in this workspace; another line is another question',
  arguments: [{ name: 'name', help: 'the profile' }],
  options: { yes: { type: 'boolean', help: 'without being asked' } },
  async run({ context, args, options }) {
    const allowed = await allowedProfile(context, args[0], options.yes);
    if (!allowed.ok) return allowed;
    const { name } = allowed.value;
    return ok({ data: { name }, text: `${plain(name)} may run in ${context.workspace}.` });
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
    const { code } = tested.refusal;
    const message = systemMask(process.env, profile.value.env ?? {})(tested.refusal.message);
    const advice = adviceAfterTest(code, profile.value);
    const details = { profile: name, ...(advice ? { advice: textOf(advice) } : {}) };
    if (!advice) return refuse(code, say('{name}: {message}', { name, message }), details);
    return refuse(code, say('{name}: {message}\n{advice}', { name, message, advice }), details);
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

export const profiles: Noun = { name: 'profiles', summary: 'the agents that can be used', verbs: [list, test, allow] };
