/** What a test process reports, one JSON line each, while it runs. */
export type ResultLine =
  | { readonly event: 'test'; readonly test: TestResult }
  /** Written last: without it the process crashed. */
  | { readonly event: 'end' };

export interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** The bundled file that holds the test. */
  readonly file: string;
  readonly ms: number;
  /** What it may take at most. */
  readonly limitMs?: number;
  readonly error?: string;
  /** What was on show when it failed. */
  readonly evidence?: string;
  readonly reason?: string;
}

export interface JobResult {
  readonly tests: readonly TestResult[];
  readonly ended: boolean;
}

export function parseResults(text: string): JobResult {
  const tests: TestResult[] = [];
  let ended = false;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    let parsed: ResultLine;
    try {
      parsed = JSON.parse(line) as ResultLine;
    } catch {
      continue; // The line that a crash cut short.
    }
    if (parsed.event === 'end') ended = true;
    else tests.push(parsed.test);
  }
  return { tests, ended };
}
