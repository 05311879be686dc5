import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { conversationOf, readTranscriptLine } from '../../../src/core/agent/claude-transcript';
import { type Replay, replayed } from '../../support/replayed';
import { skipBecause } from '../../support/skip';

type Golden = readonly [recording: Replay, told: readonly string[]];

const WARNING =
  'notice "Model metadata for `mock-model` not found. Defaulting to fallback metadata; this can degrade performance and cause issues."';
const CLAUDE = 'session claude-opus-5-5 of Claude Code 2.1.329';
const HELLO = 'text "Hello from the mock model. How can I help?"';
const DONE = String.raw`text "\n\nDone with the tool. <promise>COMPLETE</promise>"`;
const GIT = 'echo hello > out.txt && git status --short';
const ONE = { inputTokens: 1200, cachedTokens: 800, outputTokens: 42, costUsd: 0.0058 };

/** Recordings of real command lines lie beside the repository where they are at hand; they are not part of it. */
const CORPUS = path.resolve('../shared/corpus');
const recorded: readonly Golden[] = [
  [
    { adapter: 'claude', file: 'claude-stream/01-hi.jsonl' },
    [CLAUDE, HELLO, 'used 1200 + 800 cached, 42, $0.0058', 'end end_turn'],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/02-partial.jsonl' },
    [CLAUDE, HELLO, 'used 1200 + 800 cached, 42, $0.0058', 'end end_turn'],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/03-read.jsonl' },
    [
      CLAUDE,
      'text "Let me read the PRD."',
      'tool read: Read: /home/dev/proj/prd.json',
      String.raw`done "1\t{\"project\":\"P\",\"branchName\":\"ralph/x\",\"userStories\":[{\"id\":\"US-001\",\"title\":\"t\",\"priority\":1,\"passes\":false,\"acceptanceCriteria\":[],\"notes\":\"\"}]}\n2\t"`,
      DONE,
      'used 2400 + 1600 cached, 84, $0.0116',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/05-bash-skip-perms.jsonl' },
    [
      CLAUDE,
      'text "Running a command."',
      `tool execute: Bash: ${GIT}`,
      'done "?? out.txt"',
      DONE,
      'used 2400 + 1600 cached, 84, $0.0116',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/08-think.jsonl' },
    [
      CLAUDE,
      'thinking "pondering"',
      'text "Thought about it. <promise>COMPLETE</promise>"',
      'used 1200 + 800 cached, 42, $0.0058',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/12-401.jsonl' },
    [CLAUDE, 'error auth', 'end error auth "Invalid API key · Fix external API key"'],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/13-402-credit.jsonl' },
    [CLAUDE, 'end error quota "Credit balance is too low"'],
  ],
  [
    {
      adapter: 'claude',
      file: 'claude-stream/18-resume.jsonl',
      resume: '11111111-2222-4333-8444-555555555555',
      used: ONE,
    },
    [CLAUDE, HELLO, 'used 1200 + 800 cached, 42, $0.0058', 'end end_turn'],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/22-maxturns.jsonl' },
    [
      CLAUDE,
      'text "Running a command."',
      `tool execute: Bash: ${GIT}`,
      String.raw`done "?? hello.txt\n?? out.txt"`,
      'used 1200 + 800 cached, 42, $0.0058',
      'end max_turns max_turns "Reached maximum number of turns (1)"',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/26-429.jsonl' },
    [
      CLAUDE,
      'error rate_limit',
      'end error rate_limit "API Error: Request rejected (429) · This request would exceed your rate limit"',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-stream/30-stdio-allow.txt', turns: 2 },
    [
      CLAUDE,
      'text "Running a command."',
      `tool execute: Bash: ${GIT}`,
      `may execute: Bash: ${GIT} [/home/dev/proj/out.txt]`,
      'done "?? out.txt"',
      DONE,
      'used 2400 + 1600 cached, 84, $0.0116',
      'end end_turn',
      CLAUDE,
      HELLO,
      'used 1200 + 800 cached, 42, $0.0058',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'codex', file: 'codex-stream/01-hi.jsonl' },
    ['session of Codex', WARNING, 'text "Hello from the mock."', 'used 800 + 200 cached, 30, $0', 'end end_turn'],
  ],
  [
    { adapter: 'codex', file: 'codex-stream/02-bash-ws.jsonl' },
    [
      'session of Codex',
      WARNING,
      'thinking "**Planning** run a command"',
      'tool execute: echo hello > out.txt && ls',
      String.raw`done "out.txt\nprd.json\n"`,
      'text "Done. <promise>COMPLETE</promise>"',
      'used 1600 + 400 cached, 60, $0',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'codex', file: 'codex-stream/04-429.jsonl', exitCode: 1 },
    [
      'session of Codex',
      WARNING,
      'error rate_limit',
      'end error rate_limit "exceeded retry limit, last status: 429 Too Many Requests"',
    ],
  ],
  [
    { adapter: 'acp', file: 'acp/claude-agent-acp.txt' },
    [
      'session',
      'used 0 + 0 cached, 0, $0, 2001 of 1000000',
      'text "Running a command."',
      'tool execute: Terminal',
      `tool execute: ${GIT}`,
      'used 0 + 0 cached, 0, $0, 2042 of 1000000',
      `may execute: ${GIT} [/home/dev/proj/out.txt]`,
      'done "?? out.txt"',
      'used 0 + 0 cached, 0, $0, 2001 of 1000000',
      'text "Done with the tool. <promise>COMPLETE</promise>"',
      'used 0 + 0 cached, 0, $0, 2042 of 1000000',
      'used 0 + 0 cached, 0, $0.0174, 2042 of 1000000',
      'used 2400 + 1600 cached, 84, $0',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'acp', file: 'acp/gemini-acp.txt' },
    [
      'session',
      'text "Running. "',
      'tool execute: echo hello > out.txt && ls',
      'may execute: echo hello > out.txt && ls []',
      'done ""',
      'text "Done. <promise>COMPLETE</promise>"',
      'used 2000 + 0 cached, 60, $0',
      'end end_turn',
    ],
  ],
];

/** Ours: written by hand after what real agents were seen to say. */
const FIXTURES = path.resolve('test/fixtures/agents');
const written: readonly Golden[] = [
  [
    { adapter: 'claude', file: 'claude-permission.txt', turns: 2 },
    [
      'session model-a of Claude Code 9.1.0',
      'thinking "Build is old."',
      'text "I remove the build."',
      'tool execute: Bash: rm -r build',
      'may execute: Bash: rm -r build [/repo/build]',
      String.raw`done "removed\n2 files"`,
      'text "Done."',
      'used 11 + 2 cached, 5, $0.02',
      'end end_turn',
      'session model-a of Claude Code 9.1.0',
      'text "You are welcome."',
      'used 4 + 0 cached, 1, $0.01',
      'end max_tokens',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-inner-agent.jsonl' },
    [
      'session model-a of Claude Code',
      'tool think: Task: look around',
      'tool search: Grep: TODO',
      'failed "nothing"',
      'done "all good"',
      'text "All good."',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-limit.jsonl' },
    [
      'session model-a of Claude Code',
      'error overloaded',
      'end error rate_limit "You have hit your limit." until 1900000000000',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-refused.jsonl' },
    [
      'session model-a of Claude Code',
      'text "I begin"',
      'notice "The answer above was stopped."',
      'end refusal refused "This message was flagged."',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-cut.jsonl' },
    [
      'session model-a of Claude Code',
      'text "Half an ans"',
      'end error network "API Error: Connection dropped (ECONNRESET)."',
    ],
  ],
  [
    { adapter: 'claude', file: 'claude-lost.jsonl', resume: 's-0' },
    ['end error unknown "No conversation found with session ID: s-0" forgotten'],
  ],
  [
    {
      adapter: 'codex',
      file: 'codex-work.jsonl',
      resume: 'th-1',
      used: { inputTokens: 800, cachedTokens: 200, outputTokens: 30, costUsd: 0 },
    },
    [
      'session of Codex',
      'notice "A warning about the model."',
      'thinking "Look first."',
      'plan look (completed), write (pending)',
      "tool execute: grep -c 'x' a.txt",
      String.raw`failed "0\n"`,
      'error network',
      'tool edit: /repo/a.txt',
      'done "completed"',
      'tool other: show',
      'done "completed"',
      String.raw`text "First.\n\nSecond."`,
      'used 800 + 200 cached, 30, $0',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'codex', file: 'codex-failed.jsonl', exitCode: 1 },
    [
      'session of Codex',
      'text "I begin."',
      'error overloaded',
      'end error overloaded "unexpected status 503 Service Unavailable"',
    ],
  ],
  [
    { adapter: 'acp', file: 'acp-asks-first.txt' },
    [
      'session',
      'plan ask (in_progress)',
      'tool edit: Write b.txt',
      'may edit: Write b.txt [/repo/b.txt]',
      'done "written"',
      'text "[b.txt](file:///repo/b.txt)"',
      'used 0 + 0 cached, 0, $0.02, 50 of 100',
      'used 0 + 0 cached, 0, $0.01, 60 of 100',
      'used 20 + 0 cached, 6, $0',
      'end end_turn',
    ],
  ],
  [
    { adapter: 'acp', file: 'acp-failed.txt' },
    ['session', 'text "I begin."', 'end error rate_limit "Internal error: RESOURCE_EXHAUSTED: Too Many Requests"'],
  ],
];

function tellTheSame(folder: string, goldens: readonly Golden[]): void {
  for (const [recording, told] of goldens) {
    it(`tells what happened in ${recording.file}`, async () => {
      assert.deepEqual(await replayed({ ...recording, file: path.join(folder, recording.file) }), told);
    });
  }
}

describe('a conversation that was written down, played to its adapter', () => {
  tellTheSame(FIXTURES, written);

  it('is played for every one that is written', () => {
    assert.deepEqual(fs.readdirSync(FIXTURES).sort(), written.map(([{ file }]) => file).sort());
  });
});

describe('a recording of a real agent, played to its adapter', () => {
  before(function () {
    if (!fs.existsSync(CORPUS)) skipBecause(this, 'no recordings are at hand');
  });

  tellTheSame(CORPUS, recorded);

  it('is played for every one at hand, but for agents that are driven over the Agent Client Protocol instead', () => {
    const streams = fs.readdirSync(CORPUS).filter((name) => /-stream$|^acp$/.test(name));
    const ours = streams.filter((name) => !['gemini-stream', 'opencode-stream'].includes(name));
    const files = ours.flatMap((name) => fs.readdirSync(path.join(CORPUS, name)).map((file) => `${name}/${file}`));
    assert.deepEqual(
      files.filter((file) => !file.endsWith('INDEX.txt')).sort(),
      recorded.map(([{ file }]) => file).sort(),
    );
  });

  it('is read as a conversation when it is a transcript', () => {
    for (const file of fs.readdirSync(path.join(CORPUS, 'claude-transcripts'))) {
      const lines = fs.readFileSync(path.join(CORPUS, 'claude-transcripts', file), 'utf8').split('\n');
      const said = conversationOf(lines.map(readTranscriptLine).filter((entry) => entry !== undefined));
      assert.equal(said[0]?.role, 'user', file);
      assert.ok(
        said.every(({ text }) => !text.includes('<system-reminder>')),
        file,
      );
      if (file !== 'api-error.jsonl') assert.equal(said.at(-1)?.role, 'assistant', file);
    }
  });
});
