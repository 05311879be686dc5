import assert from 'node:assert/strict';
import type { RollbackVerb } from '../../../src/core/rollback/target';
import { prdText, TestRepository } from '../../support/repository';
import { projectIn, rollbackService, value } from '../../support/rollback';
import { SEED, seeded } from '../../support/seeded';

const ROUNDS = Number(process.env.SIGNALBOX_ROUNDS ?? 16);

interface Story {
  id: string;
  passes: boolean;
  notes: string;
}

/** A history as Ralph leaves it: code with the PRD or apart from it, several files, other people's commits between. */
function makeHistory(pick: (most: number) => number): {
  repository: TestRepository;
  stories: Story[];
  tracked: boolean;
} {
  const repository = new TestRepository();
  const tracked = pick(4) > 0;
  const stories: Story[] = Array.from({ length: 2 + pick(3) }, (_, i) => ({
    id: `US-00${i + 1}`,
    passes: false,
    notes: '',
  }));
  const save = () => repository.write('prd.json', prdText(stories));
  if (!tracked) repository.write('.gitignore', 'prd.json\nprogress.txt\n');
  repository.write('src/shared.ts', Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join(''));
  save();
  repository.commit('chore: plan');
  for (const [i, story] of stories.slice(0, stories.length - pick(2)).entries()) {
    for (let step = 0; step <= pick(2); step++) {
      repository.write(`src/${story.id}-${step}.ts`, `// ${story.id}\nexport const step = ${step};\n`);
      if (pick(2)) {
        const lines = repository.read('src/shared.ts').split('\n');
        lines[i * 6 + step] = `${story.id} was here`;
        repository.write('src/shared.ts', lines.join('\n'));
      }
      repository.commit(`feat: ${story.id} - step ${step}`);
    }
    if (pick(3) === 0) {
      repository.write(`docs/${i}.md`, 'someone else\n');
      repository.commit('docs: unrelated');
    }
    story.passes = true;
    story.notes = pick(2) ? `did ${story.id}` : '';
    save();
    if (pick(2)) repository.write(`src/${story.id}-last.ts`, 'last\n');
    repository.commit(pick(2) ? `feat: ${story.id} - done` : `chore: mark ${story.id} complete`);
  }
  return { repository, stories, tracked };
}

/** What people and agents leave lying about. */
function makeDirt(repository: TestRepository, stories: Story[], pick: (most: number) => number): void {
  if (pick(2)) repository.write('scratch/notes.txt', `untracked ${pick(1000)}\n`);
  if (pick(2)) repository.write('src/shared.ts', `${repository.read('src/shared.ts')}an uncommitted end\n`);
  if (pick(2)) {
    for (const story of stories) story.notes = pick(2) ? 'uncommitted note' : story.notes;
    repository.write('prd.json', prdText(stories));
  }
}

describe('random rollbacks', () => {
  let done = 0;

  for (let round = 0; round < ROUNDS; round++)
    it(`and their undoing leave files, PRD, branch and git's status identical (seed ${SEED}, round ${round})`, async () => {
      const next = seeded(SEED + round);
      const pick = (most: number) => Math.floor(next() * most);
      const { repository, stories } = makeHistory(pick);
      makeDirt(repository, stories, pick);
      const chosen = stories[pick(stories.length)]!.id;
      const verbs: RollbackVerb[] = [
        { kind: 'last-story' },
        { kind: 'story', id: chosen },
        { kind: 'before-story', id: chosen },
        { kind: 'last-commit' },
      ];
      const verb = verbs[pick(verbs.length)]!;
      const before = repository.contents();
      const head = repository.head();
      const status = repository.status();
      const rollbacks = rollbackService();
      const result = await rollbacks.rollBack(projectIn(repository), verb, { setAside: true, reset: pick(2) === 1 });
      const where = `seed ${SEED + round}, ${JSON.stringify(verb)}, ${result.ok ? 'done' : result.refusal.message}`;
      if (result.ok) {
        done += 1;
        const now = JSON.parse(repository.read('prd.json')).userStories as { id: string; passes: boolean }[];
        for (const id of result.value.storiesReverted)
          assert.equal(now.find((story) => story.id === id)?.passes, false, where);
        const undone = value(await rollbacks.undo(repository.root, result.value.undo));
        assert.equal(undone.newHead, head, where);
      }
      assert.deepEqual(repository.contents(), before, where);
      assert.equal(repository.head(), head, where);
      assert.equal(repository.status(), status, where);
      repository.remove();
    });

  it('are rollbacks in at least half of the rounds', () => {
    assert.ok(done >= ROUNDS / 2, `only ${done} of ${ROUNDS} rounds rolled anything back`);
  });
});
