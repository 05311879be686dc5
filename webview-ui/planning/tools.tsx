import { useState } from 'preact/hooks';
import type { ToolBlock, TurnBlock } from '../../src/protocol/plan';
import { duration } from '../ui/ages';
import { Icon } from '../ui/icon';
import { tn } from '../ui/l10n';

/** So many are drawn at once, and so many more with each click. */
const DRAWN = 100;

/** What was done comes as one line when it was much; what is done last, and what went wrong, stays in sight. */
export function Tools({ tools, running }: { readonly tools: readonly ToolBlock[]; readonly running: boolean }) {
  const [drawn, setDrawn] = useState(0);
  const shown = tools.length <= 3 ? tools : tools.slice(-Math.max(2, drawn));
  const folded = tools.slice(0, tools.length - shown.length);
  return (
    <div class="tools">
      {folded.length > 0 ? (
        <button type="button" class="tools__more" aria-expanded={false} onClick={() => setDrawn(drawn + DRAWN)}>
          <Icon name="chevron-right" />
          {folded.some(({ ok }) => ok === false) ? (
            <Icon name="warning" tone="warning" />
          ) : (
            <Icon name="check" tone="passed" />
          )}
          <span class="clip">{summaryOf(folded)}</span>
          <span class="grow" />
          <span class="second figures">{took(folded)}</span>
        </button>
      ) : null}
      {shown.map((tool) => (
        <OneTool key={tool.id} tool={tool} running={running} />
      ))}
    </div>
  );
}

/** `6 files read, 2 searches` */
function summaryOf(tools: readonly ToolBlock[]): string {
  const count = (...kinds: readonly ToolBlock['tool'][]) => tools.filter(({ tool }) => kinds.includes(tool)).length;
  const words: readonly (readonly [number, (n: number) => string])[] = [
    [count('read'), (n) => tn('{0} file read', '{0} files read', n)],
    [count('search'), (n) => tn('{0} search', '{0} searches', n)],
    [count('edit', 'delete', 'move'), (n) => tn('{0} change', '{0} changes', n)],
    [count('execute'), (n) => tn('{0} command', '{0} commands', n)],
    [count('fetch'), (n) => tn('{0} page', '{0} pages', n)],
    [count('think', 'switch_mode', 'other'), (n) => tn('{0} other step', '{0} other steps', n)],
  ];
  const failed = tools.filter(({ ok }) => ok === false).length;
  return [
    ...words.flatMap(([n, say]) => (n > 0 ? [say(n)] : [])),
    ...(failed > 0 ? [tn('{0} failed', '{0} failed', failed)] : []),
  ].join(', ');
}

function took(tools: readonly ToolBlock[]): string {
  const ms = tools.reduce((sum, tool) => sum + (tool.ms ?? 0), 0);
  return ms >= 1000 ? duration(ms) : '';
}

/** One line, and what it was given and has answered where there is more to see. */
function OneTool({ tool, running }: { readonly tool: ToolBlock; readonly running: boolean }) {
  const { ok, title, input, output, ms } = tool;
  const hasInput = input !== '' && input !== title;
  const line = (
    <>
      <Icon
        name={ok === undefined ? (running ? 'loading' : 'circle-slash') : ok ? 'check' : 'error'}
        tone={ok === undefined ? (running ? 'runs' : undefined) : ok ? 'passed' : 'error'}
        spin={ok === undefined && running}
      />
      <span class="clip">{title}</span>
      <span class="grow" />
      {ms !== undefined && ms >= 1000 ? <span class="second figures">{duration(ms)}</span> : null}
    </>
  );
  if (!hasInput && !output) return <div class="tool__line tool__line--plain">{line}</div>;
  return (
    <details class="tool">
      <summary class="tool__line">
        <Fold />
        {line}
      </summary>
      {hasInput ? <pre class="tool__text">{input}</pre> : null}
      {output ? <pre class="tool__text">{output}</pre> : null}
    </details>
  );
}

/** Turns when its box is open. */
export function Fold() {
  return (
    <span class="fold">
      <Icon name="chevron-right" />
    </span>
  );
}

/** Tool calls that follow each other are one group. */
export function groupTools(blocks: readonly TurnBlock[]): readonly (TurnBlock | readonly ToolBlock[])[] {
  const groups: (TurnBlock | ToolBlock[])[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== 'tool') groups.push(block);
    else if (Array.isArray(last)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}
