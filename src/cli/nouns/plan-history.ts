import type { Planning } from '../../adapters/planning';
import { type EarlierTalk, titleOf } from '../../core/plan/earlier';
import { ok, type Result, refuse } from '../../core/result';
import { say } from '../../core/sentence';
import { verb } from '../noun';
import { openPlanning } from '../planning';
import type { Page } from '../terminal/page';

/** What was said about a project with Claude Code itself, before there was a plan of it. */
export const history = verb({
  name: 'history',
  summary: "conversations about a project that Claude Code's own transcripts have",
  arguments: [
    { name: 'slug', help: 'the project', completes: 'project' },
    { name: 'session', help: 'shows all that was said in one of them', optional: true },
  ],
  examples: ['signalbox plan history shop', 'signalbox plan start shop "Go on" --from SESSION'],
  async run({ context, args }) {
    const planning = await openPlanning(context);
    if (!planning.ok) return planning;
    const slug = args[0] ?? '';
    if (args[1] !== undefined) {
      const talk = await earlierTalk(planning.value, slug, args[1]);
      return talk.ok ? ok({ data: talk.value, text: (page) => talkPage(talk.value, page) }) : talk;
    }
    const talks = await planning.value.earlier(slug);
    if (!talks.ok) return talks;
    const sessions = talks.value.map((talk) => ({
      session: talk.session,
      title: titleOf(talk),
      messages: talk.messages.length,
      updatedAt: talk.updatedAt,
      costUsd: talk.usage.costUsd,
    }));
    return ok({
      data: { sessions },
      text: (page) =>
        sessions.length === 0
          ? `Claude Code's transcripts have no conversation in the folder of ${slug}.`
          : page.table(
              ['SESSION', 'MESSAGES', 'AGE', 'FIRST WORDS'],
              sessions.map((each) => [each.session, String(each.messages), page.age(each.updatedAt), each.title]),
              [1],
            ),
    });
  },
});

/** The conversation of that session, or whose name begins so. */
export async function earlierTalk(planning: Planning, slug: string, session: string): Promise<Result<EarlierTalk>> {
  const talks = await planning.earlier(slug);
  if (!talks.ok) return talks;
  const found = talks.value.filter((talk) => talk.session.startsWith(session));
  const exact = found.find((talk) => talk.session === session) ?? (found.length === 1 ? found[0] : undefined);
  return exact
    ? ok(exact)
    : refuse(
        'not_found',
        say('There is no conversation "{session}". List them: signalbox plan history {slug}', { session, slug }),
        {
          session,
        },
      );
}

function talkPage(talk: EarlierTalk, page: Page): string {
  const said = talk.messages.map(({ role, text }) =>
    role === 'user' ? `${page.paint('cyan', 'You:')} ${text}` : text,
  );
  return [page.bold(talk.session), ...said].join('\n\n');
}
