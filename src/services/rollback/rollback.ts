import { ok, type Result, refuse } from '../../core/result';
import { type Consent, nameSome, type RollbackCode } from '../../core/rollback/checks';
import type { RollbackEntry, RollbackPreview, RollbackResult } from '../../core/rollback/model';
import { isToken, type RollbackRecord, tokenAt } from '../../core/rollback/record';
import type { RollbackVerb } from '../../core/rollback/target';
import { asIs, say, sayMany, spoken } from '../../core/sentence';
import type { Clock } from '../../ports/clock';
import type { Documents } from '../../ports/documents';
import type { Git, GitRepository } from '../../ports/git';
import type { Processes, ProcessIdentity } from '../../ports/processes';
import { type Facts, gatherFacts, type RollbackProject } from './facts';
import { outcomeOf } from './outcome';
import { type Performed, perform, type Step } from './perform';
import { Rescue } from './rescue';
import { restore } from './restore';
import { undoRecord } from './undo';

export interface RollbackPorts {
  readonly git: Git;
  readonly documents: Documents;
  readonly processes: Processes;
  readonly clock: Clock;
  /** This process, so that another one can tell whether it still lives. */
  readonly self: () => Promise<ProcessIdentity & { readonly host: string }>;
  /** Some hex digits that are not the same twice. */
  readonly salt: () => string;
}

export interface RollbackOptions extends Consent {
  /** What the preview that the person agreed to showed; something else now is `stale`. */
  readonly expectedHead?: string;
  readonly expectedCommits?: readonly string[];
  /** The process at work on the project: a refusal, unless it may be stopped first. */
  readonly running?: ProcessIdentity;
  readonly stopFirst?: boolean;
  readonly progress?: (step: Step, detail: string) => void;
}

type Done<T> = Promise<Result<T, RollbackCode>>;

const STOP_GRACE_MS = 5000;

/** Takes completed stories back with their commits, and undoes that again. One at a time per repository. */
export class Rollbacks {
  readonly #ports: RollbackPorts;

  constructor(ports: RollbackPorts) {
    this.#ports = ports;
  }

  /** What a rollback would do. Touches nothing. */
  async preview(project: RollbackProject, verb: RollbackVerb): Done<RollbackPreview> {
    const facts = await this.#facts(project, verb, { detached: true });
    return facts.ok ? ok(await previewOf(facts.value)) : facts;
  }

  async rollBack(project: RollbackProject, verb: RollbackVerb, options: RollbackOptions = {}): Done<RollbackResult> {
    const stopped = await this.#stop(project.slug, options);
    if (!stopped.ok) return stopped;
    const facts = await this.#facts(project, verb, options);
    if (!facts.ok) return facts;
    const commits = facts.value.target.commits.map((each) => each.commit);
    if (isStale(facts.value, options)) {
      return refuse('stale', say('The repository changed since the preview. Look at it again.'), {
        head: facts.value.head,
      });
    }
    const stories = facts.value.target.stories;
    const work = {
      facts: facts.value,
      consent: options,
      commits,
      stories,
      passesAfter: false,
      progress: options.progress ?? (() => {}),
    };
    const done = await this.#alone(facts.value, stories, undefined, (rescue, opening) =>
      perform(work, this.#ports.documents, rescue, opening),
    );
    return done.ok ? ok(resultOf(done.value, [...stories, ...facts.value.target.alsoFlip])) : done;
  }

  /** Puts commits, uncommitted work and stories back as they were before a rollback. */
  async undo(folder: string, token: string, options: RollbackOptions = {}): Done<RollbackResult> {
    const repository = await this.#ports.git.open(folder);
    if (!repository) return refuse('not_a_repository', say('{folder} is not in a git repository.', { folder }));
    const rescue = new Rescue(repository);
    const record = isToken(token) ? await rescue.find(token) : undefined;
    if (!record)
      return refuse(
        'not_found',
        say('There is no rollback "{token}" here. "signalbox rollback list" shows them.', { token }),
        {
          token,
        },
      );
    if (record.phase === 'undone')
      return refuse('already_undone', say('Rollback {token} was undone already.', { token }), { token });
    const stopped = await this.#stop(record.slug, options);
    if (!stopped.ok) return stopped;
    const free = await this.#clearPlace(repository, rescue);
    if (!free.ok) return free;
    return undoRecord(repository, rescue, record, this.#ports.documents, options, (facts, stories, undoes, act) =>
      this.#alone(facts, stories, undoes, act),
    );
  }

  async list(folder: string): Promise<readonly RollbackEntry[]> {
    const repository = await this.#ports.git.open(folder);
    if (!repository) return [];
    return (await new Rescue(repository).all())
      .filter((record) => record.undoes === undefined)
      .map((record) => ({
        token: record.token,
        slug: record.slug,
        at: record.at,
        state: record.phase === 'begun' ? 'interrupted' : record.phase,
        stories: record.stories,
        commits: record.subjects,
        method: record.method,
      }));
  }

  /** Takes back what a process that is gone had begun. Undefined when there is nothing of the kind. */
  async recover(folder: string): Promise<Result<{ readonly token: string }, RollbackCode> | undefined> {
    const repository = await this.#ports.git.open(folder);
    if (!repository) return undefined;
    const rescue = new Rescue(repository);
    const record = await rescue.underWay();
    if (!record || (await this.#lives(record))) return undefined;
    const cleared = await this.#clearPlace(repository, rescue);
    return cleared.ok ? ok({ token: record.token }) : cleared;
  }

  /** Lets go of what rollbacks older than that kept. Only when a person asks. */
  async clean(folder: string, olderThanMs: number): Promise<readonly string[]> {
    const repository = await this.#ports.git.open(folder);
    if (!repository) return [];
    const rescue = new Rescue(repository);
    const old = (await rescue.all()).filter(
      (record) => record.phase !== 'begun' && record.at < this.#ports.clock.now() - olderThanMs,
    );
    for (const record of old) await rescue.clean(record.token);
    return old.map((record) => record.token);
  }

  async #facts(project: RollbackProject, verb: RollbackVerb, consent: Consent): Done<Facts> {
    const repository = await this.#ports.git.open(project.folder);
    if (repository) {
      const free = await this.#clearPlace(repository, new Rescue(repository));
      if (!free.ok) return free;
    }
    return gatherFacts(this.#ports.git, this.#ports.documents, project, verb, consent);
  }

  async #stop(slug: string, options: RollbackOptions): Done<void> {
    if (!options.running) return ok(undefined);
    if (!options.stopFirst) {
      return refuse(
        'project_running',
        say('{slug} is being worked on (process {pid}). Stop it first.', { slug, pid: options.running.pid }),
        {
          pid: options.running.pid,
        },
      );
    }
    await this.#ports.processes.stopTree(options.running, STOP_GRACE_MS);
    return ok(undefined);
  }

  /** Nobody else is at it, and what a dead process left half done is taken back. */
  async #clearPlace(repository: GitRepository, rescue: Rescue): Done<void> {
    const record = await rescue.underWay();
    if (!record) return ok(undefined);
    if (await this.#lives(record)) {
      return refuse(
        'rollback_running',
        say('Another rollback is under way here (process {pid}).', { pid: record.pid }),
        {
          token: record.token,
        },
      );
    }
    const kept = await rescue.find(record.token);
    // Without a kept record nothing had been changed yet; with a finished one only the place was not given back.
    if (kept?.phase === 'begun') {
      const back = await restore(repository, this.#ports.documents, kept);
      if (!back.ok) return back;
      await rescue.drop(kept.token);
    }
    await rescue.end();
    return ok(undefined);
  }

  async #lives(record: RollbackRecord): Promise<boolean> {
    // On another machine nobody can look: its rollback gets an hour.
    if (record.host !== (await this.#ports.self()).host) return this.#ports.clock.now() - record.at < 3_600_000;
    const now = await this.#ports.processes.identify(record.pid);
    return now !== undefined && (now.unsure === true || Math.abs(now.startedAt - record.processStartedAt) < 2000);
  }

  async #alone(
    facts: Facts,
    stories: readonly string[],
    undoes: string | undefined,
    act: (rescue: Rescue, opening: RollbackRecord) => Done<Performed>,
  ): Done<Performed> {
    const { clock, salt } = this.#ports;
    const self = await this.#ports.self();
    const rescue = new Rescue(facts.repository);
    const at = clock.now();
    const commits = facts.target.commits.map((each) => each.commit);
    const { prdPath, slug } = facts.project;
    const opening: RollbackRecord = {
      version: 1,
      token: tokenAt(at, salt()),
      slug,
      at,
      pid: self.pid,
      processStartedAt: self.startedAt,
      host: self.host,
      root: facts.repository.root,
      branch: facts.state.branch ?? null,
      oldHead: facts.head,
      phase: 'begun',
      commits: commits.map((commit) => commit.sha),
      subjects: commits.map((commit) => commit.subject),
      stories,
      storiesPassed: undoes === undefined,
      method: 'revert',
      ...(undoes === undefined ? {} : { undoes }),
      before: [],
      touched: [],
      prd:
        prdPath === undefined
          ? null
          : { path: prdPath, inRepository: facts.prdInTree !== undefined && facts.touched.includes(facts.prdInTree) },
    };
    if (!(await rescue.begin(opening))) return refuse('rollback_running', say('Another rollback is under way here.'));
    try {
      const now = await facts.repository.state();
      if (now.head !== facts.head) return refuse('stale', say('The repository changed just now. Look at it again.'));
      return await act(rescue, opening);
    } finally {
      await rescue.end();
    }
  }
}

function isStale(facts: Facts, options: RollbackOptions): boolean {
  const commits = facts.target.commits.map((each) => each.commit.sha);
  return (
    (options.expectedHead !== undefined && options.expectedHead !== facts.head) ||
    (options.expectedCommits !== undefined && options.expectedCommits.join() !== commits.join())
  );
}

async function previewOf(facts: Facts): Promise<RollbackPreview> {
  const { repository, target } = facts;
  const commits = await Promise.all(
    target.commits.map(async ({ commit }) => ({
      sha: commit.sha,
      subject: commit.subject,
      author: commit.author,
      at: commit.at,
      merge: commit.parents.length > 1,
      files: commit.files.map((file) => file.path),
      remotes: await repository.remotesWith(commit.sha),
    })),
  );
  const outcome = await outcomeOf(
    repository,
    facts.head,
    target.commits.map(({ commit }) => commit),
  );
  const named = (ids: readonly string[]) =>
    ids.map((id) => ({ id, title: facts.stories.find((story) => story.id === id)?.title ?? '' }));
  return {
    slug: facts.project.slug,
    root: repository.root,
    head: facts.head,
    branch: facts.state.branch,
    commits,
    files: [...new Set(commits.flatMap((commit) => commit.files))],
    diffstat: await repository.diffstat(commits.map((commit) => commit.sha)),
    stories: named(target.stories),
    alsoFlip: named(target.alsoFlip),
    conflicts: outcome.filter((file) => file.conflict).map((file) => file.path),
    outcome,
    dirtyInTheWay: facts.inTheWay,
    prdInTree: facts.prdInTree,
    prdCarriedOver: facts.prdCarriedOver,
    onRemote: commits.some((commit) => commit.remotes.length > 0),
    evidence: target.evidence,
    method: 'revert',
  };
}

function resultOf(done: Performed, stories: readonly string[]): RollbackResult {
  const what = stories.length > 0 ? nameSome(stories) : asIs(done.record.subjects[0] ?? '');
  const count = done.reverted.length;
  return {
    success: true,
    ...spoken(
      done.method === 'reset'
        ? sayMany(
            count,
            'Rolled back {what}: the branch was moved back by 1 commit.',
            'Rolled back {what}: the branch was moved back by {count} commits.',
            { what },
          )
        : sayMany(count, 'Rolled back {what}: 1 commit reverted.', 'Rolled back {what}: {count} commits reverted.', {
            what,
          }),
    ),
    revertedCommits: done.reverted,
    newHead: done.newHead,
    storiesReverted: stories,
    method: done.method,
    undo: done.record.token,
  };
}
