import assert from 'node:assert/strict';
import type { RegistryEntry, RegistryStatus } from '../../../src/core/project/model';
import { parsePrd } from '../../../src/core/project/parse';
import { isRalphLoop, isRecorded, type StatusInput, statusOf } from '../../../src/core/project/status';
import { textOf } from '../../../src/core/sentence';

const prd = (...stories: object[]) =>
  parsePrd(JSON.stringify({ userStories: stories.map((story, index) => ({ id: `S${index + 1}`, ...story })) })).prd;
const entry = (status: RegistryStatus, error?: string) => ({ name: 'a', status, error }) as RegistryEntry;
const statusFor = (input: Partial<StatusInput>) =>
  statusOf({ process: undefined, entry: undefined, prd: undefined, hasPrd: input.prd !== undefined, ...input });
const ralph = { pid: 7, startedAt: 0, command: '/bin/bash ./scripts/ralph/ralph.sh 20' };
const editor = { pid: 8, startedAt: 0, command: 'claude --print' };

describe('the status of a project', () => {
  it('is the first of the nine that applies, with a sentence', () => {
    const done = prd({ passes: true });
    const rows: [Partial<StatusInput>, string, RegExp][] = [
      [{ process: ralph, entry: entry('planning'), prd: done }, 'running-ralph', /process 7/],
      [{ process: editor, entry: entry('failed'), prd: done }, 'running-manual', /Process 8/],
      [{ entry: entry('planning'), prd: done }, 'planning', /planning/],
      [{ entry: entry('approved'), prd: done }, 'approved', /approved/],
      [{ entry: entry('pending'), prd: done }, 'pending', /approval/],
      [{ entry: entry('failed', 'No disk\nat x'), prd: done }, 'failed', /No disk$/],
      [{ entry: entry('cancelled'), prd: prd({ failed: true, passes: false }) }, 'idle', /cancelled/],
      [{ entry: entry('complete'), prd: done }, 'complete', /one story/],
      [{ entry: entry('complete'), prd: prd({ passes: false }) }, 'idle', /0 of 1/],
      [{ prd: done }, 'complete', /one story passes/],
      [
        { prd: prd({ passes: true }, { passes: false, blocked: true, blockedReason: 'no key' }) },
        'blocked',
        /S2.*no key/,
      ],
      [{ prd: prd({ passes: false, blocked: true }, { passes: false, failed: true }) }, 'failed', /S2/],
      [{ prd: prd({ passes: false, blocked: true }, { passes: false }) }, 'idle', /0 of 2/],
      [{ prd: prd() }, 'idle', /no stories/],
      [{ hasPrd: true }, 'idle', /cannot be read/],
      [{}, 'idle', /no PRD/],
    ];
    for (const [input, status, reason] of rows) {
      const answer = statusFor(input);
      assert.equal(answer.status, status);
      assert.match(textOf(answer.reason), reason);
      assert.match(textOf(answer.reason), /^[A-Z].*\.?$/);
    }
  });

  it('takes a script called ralph for a loop, and a folder called ralph not', () => {
    for (const command of [
      './ralph.sh',
      'bash /x/scripts/ralph/ralph.sh --tool claude 10',
      '/usr/bin/env bash ralph_loop.sh',
      'node C:\\tools\\ralph.js',
      'ralph-tui run',
      'node dist/cli.js runner --workflow ralph --project a',
    ]) {
      assert.ok(isRalphLoop(command), command);
    }
    for (const command of [
      'vim scripts/ralph/prd.json',
      'claude --print',
      'tail -f ralph/progress.txt',
      'bash deploy.sh',
    ]) {
      assert.ok(!isRalphLoop(command), command);
    }
  });

  it('believes a process only when it began before it was written down', () => {
    assert.ok(isRecorded(1_000, 5_000));
    assert.ok(isRecorded(6_000, 5_000), 'clocks of one machine may differ by a second');
    assert.ok(!isRecorded(60_000, 5_000));
  });
});
