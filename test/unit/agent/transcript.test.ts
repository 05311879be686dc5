import assert from 'node:assert/strict';
import {
  conversationOf,
  readTranscriptCost,
  readTranscriptLine,
  transcriptFolder,
} from '../../../src/core/agent/claude-transcript';

const line = (uuid: string, parentUuid: string | null, type: string, content: unknown, more: object = {}) =>
  JSON.stringify({
    uuid,
    parentUuid,
    type,
    cwd: '/p',
    timestamp: '2026-11-21T02:20:10.527Z',
    message: { content },
    ...more,
  });

describe("Claude Code's transcripts", () => {
  it('lie in a folder whose name has only letters, digits and dashes', () => {
    assert.equal(transcriptFolder('/home/ada/my.proj_x y'), '-home-ada-my-proj-x-y');
    const long = `/${'a'.repeat(250)}`;
    assert.match(transcriptFolder(long), /^-a{199}-[0-9a-z]+$/);
  });

  it('are read as what people and the model said, along the chain of parents', () => {
    const lines = [
      '{"type":"queue-operation","content":"hi"}',
      'garbage',
      line('1', null, 'user', '<system-reminder>x</system-reminder>Build a shop'),
      line('2', '1', 'attachment', undefined),
      line('3', '2', 'assistant', [{ type: 'thinking', thinking: 'hm' }]),
      line('4', '3', 'assistant', [{ type: 'text', text: 'Let me look.' }]),
      line('5', '4', 'assistant', [{ type: 'tool_use', name: 'Read' }]),
      line('6', '5', 'user', [{ type: 'tool_result', content: 'secret' }], { toolUseResult: {} }),
      line('7', '6', 'assistant', [{ type: 'text', text: 'Done.' }]),
      line('8', '7', 'user', 'meta', { isMeta: true }),
      line('9', '7', 'assistant', [{ type: 'text', text: 'API Error' }], { isApiErrorMessage: true }),
      line('x', '1', 'user', 'a side chain', { isSidechain: true }),
      line('a', '7', 'user', [{ type: 'text', text: 'Thanks' }]),
    ];
    const entries = lines.map(readTranscriptLine).filter((entry) => entry !== undefined);
    assert.deepEqual(
      conversationOf(entries).map(({ role, text }) => [role, text]),
      [
        ['user', 'Build a shop'],
        ['assistant', 'Let me look.\n\nDone.'],
        ['user', 'Thanks'],
      ],
    );
  });

  it('go on over the place where Claude Code summed up what was said, without the summary', () => {
    const lines = [
      line('1', null, 'user', 'Build a shop'),
      line('2', '1', 'assistant', [{ type: 'text', text: 'Yes.' }]),
      line('3', null, 'system', undefined, { subtype: 'compact_boundary', logicalParentUuid: '2' }),
      line('4', '3', 'user', 'This session is being continued.', { isCompactSummary: true }),
      line('5', '4', 'user', 'And tea'),
    ];
    const entries = lines.map(readTranscriptLine).filter((entry) => entry !== undefined);
    assert.deepEqual(
      conversationOf(entries).map(({ text }) => text),
      ['Build a shop', 'Yes.', 'And tea'],
    );
  });

  it('say what the session has used', () => {
    const models = { a: { inputTokens: 5, outputTokens: 3, cacheReadInputTokens: 2 }, b: { inputTokens: 1 } };
    const cost = JSON.stringify({ type: 'cost-state', totalCostUSD: 0.5, modelUsage: models });
    assert.deepEqual(readTranscriptCost(cost), { inputTokens: 6, outputTokens: 3, cachedTokens: 2, costUsd: 0.5 });
    assert.equal(readTranscriptCost('{"type":"user","message":"cost-state"}'), undefined);
    assert.equal(readTranscriptCost('{"type":"cost-state"'), undefined);
  });

  it('that go in a circle end', () => {
    const entries = [line('1', '2', 'user', 'a'), line('2', '1', 'user', 'b')].map(readTranscriptLine);
    assert.equal(conversationOf(entries.filter((entry) => entry !== undefined)).length, 2);
  });
});
