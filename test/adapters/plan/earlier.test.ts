import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readClaudeHistory } from '../../../src/adapters/agents/claude-transcripts';
import { transcriptFolder } from '../../../src/core/agent/claude-transcript';
import { tellClaudeSession } from '../../support/claude-home';
import { answered, granted, type TestPlanning, testPlanning } from '../../support/planning';
import { skipBecause } from '../../support/skip';
import { standIn } from '../agents/contract';

const CORPUS = path.resolve('../shared/corpus/claude-transcripts');
const folder = () => fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-claude-')));

describe("conversations that Claude Code's own transcripts have", () => {
  let home: string;
  let project: string;
  const env = () => ({ CLAUDE_CONFIG_DIR: home });

  beforeEach(() => {
    home = folder();
    project = folder();
  });
  afterEach(() => {
    fs.rmSync(home, { recursive: true });
    fs.rmSync(project, { recursive: true });
  });

  it('are found for a folder, newest first, with what they have cost', async () => {
    tellClaudeSession(home, { session: 'old', cwd: project, said: [['user', 'First']], at: 1_000_000 });
    tellClaudeSession(home, {
      session: 'new',
      cwd: project,
      said: [
        ['user', '<system-reminder>x</system-reminder>A shop'],
        ['assistant', 'For whom?'],
      ],
      costUsd: 0.25,
      at: 2_000_000,
    });
    const found = await readClaudeHistory(project, { env: env() });
    assert.deepEqual(
      found.map(({ session, messages, usage }) => [session, messages.map(({ text }) => text), usage.costUsd]),
      [
        ['new', ['A shop', 'For whom?'], 0.25],
        ['old', ['First'], 0],
      ],
    );
  });

  it('of another folder with the same name are left out: the lines say where they were held', async () => {
    const file = tellClaudeSession(home, { session: 's', cwd: `${project}/a.b`, said: [['user', 'Other']] });
    const same = path.join(home, 'projects', transcriptFolder(project));
    fs.mkdirSync(same, { recursive: true });
    fs.copyFileSync(file, path.join(same, 's.jsonl'));
    assert.deepEqual(await readClaudeHistory(project, { env: env() }), []);
  });

  it('are found through a link to the folder', async () => {
    tellClaudeSession(home, { session: 's', cwd: project, said: [['user', 'Hello']] });
    const link = `${project}-link`;
    fs.symlinkSync(project, link);
    const found = await readClaudeHistory(link, { env: env() });
    fs.unlinkSync(link);
    assert.equal(found.length, 1);
  });

  it('that are half written, garbage or no files hurt nobody', async () => {
    const file = tellClaudeSession(home, { session: 's', cwd: project, said: [['user', 'Hello']] });
    fs.appendFileSync(file, '{"uuid":"x","parentUuid":"u2","type":"assistant","message":{"con');
    const place = path.dirname(file);
    fs.writeFileSync(path.join(place, 'bytes.jsonl'), Buffer.from([0xff, 0xfe, 0x22, 0x0a]));
    fs.mkdirSync(path.join(place, 'folder.jsonl'));
    fs.symlinkSync('nowhere', path.join(place, 'gone.jsonl'));
    const found = await readClaudeHistory(project, { env: env() });
    assert.deepEqual(
      found.map(({ session, messages }) => [session, messages.length]),
      [['s', 1]],
    );
    assert.deepEqual(await readClaudeHistory(project, { env: { CLAUDE_CONFIG_DIR: `${home}/none` } }), []);
  });

  it('of recorded sessions have people and answers, and nothing of tools and reminders', async function () {
    if (!fs.existsSync(CORPUS)) skipBecause(this, 'no recordings are at hand');
    // They were held in a folder that is not on this machine.
    const place = path.join(home, 'projects', transcriptFolder('/home/dev/proj'));
    fs.mkdirSync(place, { recursive: true });
    for (const file of fs.readdirSync(CORPUS)) fs.copyFileSync(path.join(CORPUS, file), path.join(place, file));
    const found = await readClaudeHistory('/home/dev/proj', { env: env() });
    assert.ok(found.length >= 3, `${found.length} sessions`);
    for (const { messages, session } of found) {
      assert.equal(messages[0]?.role, 'user', session);
      for (const { text } of messages) assert.doesNotMatch(text, /<system-reminder>|tool_use_id/, session);
    }
    const resumed = found.find(({ session }) => session === 'plain-2turn-resumed');
    assert.ok((resumed?.usage.costUsd ?? 0) > 0);
  });
});

describe('a plan that goes on from an earlier conversation', () => {
  let planning: TestPlanning;
  let home: string;
  afterEach(async () => {
    delete process.env.CLAUDE_CONFIG_DIR;
    await planning.close();
    fs.rmSync(home, { recursive: true });
  });

  const CLAUDE = { name: 'claude', adapter: 'claude' as const, command: process.execPath, args: [standIn('claude')] };
  const OTHER = { name: 'other', adapter: 'acp' as const, command: process.execPath, args: [standIn('acp')] };

  async function begin(session: string, profile = 'claude') {
    home = folder();
    process.env.CLAUDE_CONFIG_DIR = home;
    planning = await testPlanning([CLAUDE, OTHER]);
    tellClaudeSession(home, {
      session,
      cwd: fs.realpathSync(planning.workspace),
      said: [
        ['user', 'A shop for tea'],
        ['assistant', 'For whom?'],
      ],
      costUsd: 0.01,
    });
    const [earlier] = granted(await planning.earlier('shop'));
    assert.ok(earlier);
    return answered(planning, await planning.planner.start('shop', { prompt: 'For keepers', profile, earlier }));
  }

  it('resumes that session of Claude Code, and does not count again what it had cost', async () => {
    const plan = await begin('s-1');
    assert.equal(plan.agentSession?.id, 's-1');
    assert.equal(plan.turns[0]?.text, 'turn 2.');
    assert.equal(plan.usage.costUsd, 0.01);
    assert.deepEqual(
      plan.earlier?.messages.map(({ text }) => text),
      ['A shop for tea', 'For whom?'],
    );
  });

  it('begins a new session with all that was said when Claude Code has forgotten it, and says so', async () => {
    const plan = await begin('forgotten');
    assert.match(plan.turns[0]?.notice ?? '', /could not be resumed/);
    assert.equal(plan.turns[0]?.status, 'done');
    assert.equal(plan.agentSession?.id, 'session-1');
  });

  it('gives another agent what was said', async () => {
    const plan = await begin('s-1', 'other');
    assert.equal(plan.profile, 'other');
    assert.notEqual(plan.agentSession?.id, 's-1');
    assert.equal(plan.turns[0]?.notice, undefined);
  });
});
