import assert from 'node:assert/strict';
import { FileDocuments } from '../../../src/adapters/documents';
import { InstalledGit } from '../../../src/adapters/git/git';
import type { Documents } from '../../../src/ports/documents';
import type { Git, GitRepository } from '../../../src/ports/git';
import type { TestRepository } from '../../support/repository';
import { code, projectIn, rollbackService, shop, value } from '../../support/rollback';

class Killed extends Error {}

/** The process dies before its nth step: no later step of it happens either, whatever it would try. */
class Lifetime {
  steps = 0;
  #last: number;
  constructor(last: number) {
    this.#last = last;
  }

  end(): Killed {
    this.#last = 0;
    return new Killed();
  }

  wrap<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, key) => {
        const member = Reflect.get(object, key);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          this.steps += 1;
          if (this.steps > this.#last) throw new Killed();
          return (member as (...args: unknown[]) => unknown).apply(object, args);
        };
      },
    });
  }
}

function mortal(lifetime: Lifetime): { git: Git; documents: Documents } {
  const real = new InstalledGit();
  return {
    git: {
      open: async (folder) => {
        const repository = await real.open(folder);
        return repository && lifetime.wrap<GitRepository>(repository);
      },
    },
    documents: lifetime.wrap<Documents>(new FileDocuments()),
  };
}

/** Killing at every step takes long where git starts slowly: so many tests share it. */
const PARTS = 3;
const dead = { pid: 999_999, startedAt: 1, host: 'here' };

describe('a rollback whose process is killed', () => {
  /** Kills at every so manieth step in turn; what the next start finds must be all of the old state or all of the new. */
  async function killEverywhere(
    first: number,
    prepare: () => { repository: TestRepository; act: (lifetime: Lifetime) => Promise<unknown> },
    isFinished: (repository: TestRepository) => boolean,
  ): Promise<number> {
    for (let last = first; ; last += PARTS) {
      const { repository, act } = prepare();
      try {
        const before = repository.contents();
        const status = repository.status();
        const lifetime = new Lifetime(last);
        const survived = await act(lifetime).then(
          () => true,
          (error: unknown) => {
            assert.ok(error instanceof Killed, String(error));
            return false;
          },
        );
        const recovered = await rollbackService().recover(repository.root);
        if (recovered) value(recovered);
        assert.equal(repository.git('for-each-ref', 'refs/signalbox/under-way'), '', `killed before step ${last + 1}`);
        if (!isFinished(repository)) {
          assert.deepEqual(repository.contents(), before, `killed before step ${last + 1}`);
          assert.equal(repository.status(), status, `killed before step ${last + 1}`);
        }
        if (survived) return last;
      } finally {
        repository.remove();
      }
    }
  }

  function prepared(): TestRepository {
    const repository = shop();
    repository.write('README.md', 'not committed\n');
    repository.write('notes.txt', 'untracked\n');
    repository.write('prd.json', repository.read('prd.json').replace('"notes": ""', '"notes": "thought"'));
    return repository;
  }

  for (let first = 1; first <= PARTS; first += 1)
    it(`is taken back or finished at the next start, at whichever step it died: ${first}, ${first + PARTS}, …`, async () => {
      const steps = await killEverywhere(
        first,
        () => {
          const repository = prepared();
          return {
            repository,
            act: (lifetime) =>
              rollbackService({ ...mortal(lifetime), self: dead }).rollBack(projectIn(repository), {
                kind: 'last-story',
              }),
          };
        },
        (repository) => /"phase":"done"/.test(records(repository)),
      );
      assert.ok(steps > 20, `only ${steps} steps were tried`);
    });

  it('keeps another one from beginning while it lives', async () => {
    const repository = shop();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = () => {};
    const reverting = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const documents = new FileDocuments();
    const slow: Documents = {
      read: (file) => documents.read(file),
      write: (...args) => documents.write(...args),
      edit: async (file, decide) => {
        reached();
        await held;
        return documents.edit(file, decide);
      },
    };
    const first = rollbackService({ documents: slow }).rollBack(projectIn(repository), { kind: 'last-story' });
    await reverting;
    assert.equal(
      code(await rollbackService().rollBack(projectIn(repository), { kind: 'last-story' })),
      'rollback_running',
    );
    release();
    value(await first);
    repository.remove();
  });

  it('does not lose what an agent writes into the PRD in the middle of it', async () => {
    const repository = shop();
    const documents = new FileDocuments();
    const agent: Documents = {
      read: (file) => documents.read(file),
      write: (...args) => documents.write(...args),
      edit: (file, decide, options) => {
        const text = repository.read('prd.json');
        repository.write('prd.json', text.replace('"title": "Story US-001"', '"title": "Said by the agent"'));
        return documents.edit(file, decide, options);
      },
    };
    value(await rollbackService({ documents: agent }).rollBack(projectIn(repository), { kind: 'story', id: 'US-003' }));
    const { userStories } = JSON.parse(repository.read('prd.json')) as {
      userStories: { title: string; passes: boolean }[];
    };
    assert.equal(userStories[0]?.title, 'Said by the agent');
    assert.deepEqual(
      userStories.map((story) => story.passes),
      [true, true, false],
    );
    repository.remove();
  });

  it('inside git itself leaves a lock and half a work tree: both are put right', async () => {
    const repository = prepared();
    const before = repository.contents();
    const lifetime = new Lifetime(Number.POSITIVE_INFINITY);
    const { git, documents } = mortal(lifetime);
    const halfway: Git = {
      open: async (folder) => {
        const mortalRepository = await git.open(folder);
        if (!mortalRepository) return undefined;
        const revert = async () => {
          repository.write('.git/index.lock', 'half');
          repository.write('src/US-003.ts', 'hal');
          throw lifetime.end();
        };
        return new Proxy(mortalRepository, {
          get: (object, key) => (key === 'revert' ? revert : Reflect.get(object, key)),
        });
      },
    };
    await assert.rejects(
      rollbackService({ git: halfway, documents, self: dead }).rollBack(projectIn(repository), { kind: 'last-story' }),
      Killed,
    );
    value((await rollbackService().recover(repository.root))!);
    assert.deepEqual(repository.contents(), before);
    assert.equal(repository.has('.git/index.lock'), false);
    repository.remove();
  });
});

function records(repository: TestRepository): string {
  return repository
    .git('for-each-ref', '--format=%(refname)', 'refs/signalbox/rescue')
    .split('\n')
    .filter((name) => name.endsWith('/record'))
    .map((name) => repository.git('cat-file', 'blob', name))
    .join('\n');
}
