import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { FileDocuments } from '../../src/adapters/documents';
import { InstalledGit } from '../../src/adapters/git/git';
import type { Result } from '../../src/core/result';
import type { Documents } from '../../src/ports/documents';
import type { Git } from '../../src/ports/git';
import type { ProcessIdentity } from '../../src/ports/processes';
import type { RollbackProject } from '../../src/services/rollback/facts';
import { Rollbacks } from '../../src/services/rollback/rollback';
import { prdText, TestRepository } from './repository';

export interface RollbackSetting {
  readonly git?: Git;
  readonly documents?: Documents;
  readonly alive?: readonly ProcessIdentity[];
  readonly stopped?: ProcessIdentity[];
  readonly self?: ProcessIdentity & { readonly host: string };
}

/** The rollback service on real git, with a clock that moves by itself and processes as told. */
export function rollbackService(setting: RollbackSetting = {}): Rollbacks {
  let now = Date.UTC(2026, 5, 1);
  const self = setting.self ?? { pid: process.pid, startedAt: 1, host: 'here' };
  const alive = [...(setting.alive ?? []), self];
  return new Rollbacks({
    git: setting.git ?? new InstalledGit(),
    documents: setting.documents ?? new FileDocuments(),
    processes: {
      identify: async (pid) => {
        const found = alive.find((each) => each.pid === pid);
        return found && { ...found, command: 'node' };
      },
      stopTree: async (target) => void ('startedAt' in target && setting.stopped?.push(target)),
      stopMarked: async () => {},
    },
    clock: {
      now: () => {
        now += 1000;
        return now;
      },
      at: () => ({ dispose: () => {} }),
      after: () => ({ dispose: () => {} }),
    },
    self: async () => self,
    salt: () => randomBytes(4).toString('hex'),
  });
}

/** Three stories: two in one commit with the PRD each, the third with a bookkeeping commit of its own. */
export function shop(): TestRepository {
  const repository = new TestRepository();
  const stories = ['US-001', 'US-002', 'US-003'].map((id) => ({ id, passes: false }));
  repository.write('prd.json', prdText(stories));
  repository.write('README.md', 'shop\n');
  repository.commit('chore: plan');
  for (const story of stories) {
    repository.write(`src/${story.id}.ts`, `export const it = '${story.id}';\n`);
    if (story.id === 'US-003') repository.commit(`feat: ${story.id} - Story ${story.id}`);
    story.passes = true;
    repository.write('prd.json', prdText(stories));
    repository.commit(
      story.id === 'US-003' ? `chore: mark ${story.id} complete` : `feat: ${story.id} - Story ${story.id}`,
    );
  }
  return repository;
}

export function projectIn(repository: TestRepository, prd: string | undefined = 'prd.json'): RollbackProject {
  return {
    slug: 'shop',
    folder: repository.root,
    prdPath: prd === undefined ? undefined : path.resolve(repository.root, prd),
  };
}

export function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : `${result.refusal.code}: ${result.refusal.message}`);
  return result.value;
}

/** The code of a refusal; fails when it was none. */
export function code(result: Result<unknown>): string {
  assert.ok(!result.ok, 'this should have been refused');
  return result.refusal.code;
}
