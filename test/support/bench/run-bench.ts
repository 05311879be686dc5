import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from '../runner/build';
import type { BenchResult } from './define';

const RESULTS = 'out/bench/results.json';

export async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, list: { type: 'boolean' } },
  });
  const all = fs
    .readdirSync('test/bench')
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.replace('.bench.ts', ''))
    .sort();
  if (values.list) console.log(all.join('\n'));
  const unknown = positionals.filter((name) => !all.includes(name));
  if (unknown.length) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
    return 2;
  }
  if (values.list) return 0;
  if (!(await buildAll(['bench'], { production: true }))) return 1;
  const results: BenchResult[] = [];
  let crashed = 0;
  for (const name of positionals.length ? positionals : all) {
    console.error(`bench ${name} …`);
    const { code, measured } = await runOne(name);
    if (code !== 0) {
      crashed += 1;
      console.error(`bench ${name} ended with code ${code}.`);
    }
    results.push(...measured);
  }
  fs.mkdirSync(path.dirname(RESULTS), { recursive: true });
  fs.writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  console.log(values.json ? JSON.stringify(results, null, 2) : table(results));
  return crashed || results.some((result) => !result.pass) ? 1 : 0;
}

async function runOne(name: string): Promise<{ code: number | null; measured: BenchResult[] }> {
  const file = path.resolve(`out/bench/${name}.jsonl`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '');
  const bundle = path.resolve(`out/test/bench/${name}.bench.mjs`);
  const args = ['--expose-gc', '--enable-source-maps', 'out/support/bench-job.mjs', name, bundle, file];
  // Its standard output is not ours: that is for the results alone.
  const child = spawn(process.execPath, args, { stdio: ['ignore', process.stderr, process.stderr] });
  const [code] = (await once(child, 'exit')) as [number | null];
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return { code, measured: lines.map((line) => JSON.parse(line) as BenchResult) };
}

function table(results: readonly BenchResult[]): string {
  const rows = results.map((each) => [
    each.pass ? 'ok' : 'MISSED',
    each.name,
    each.metric,
    `${each.value} ${each.unit}`,
    each.spread === null ? '' : `± ${each.spread}`,
    each.budget === null ? '' : `budget ${each.budget}`,
    each.ratio === null ? '' : `${each.ratio} × ${each.baseline}`,
  ]);
  const widths = [0, 1, 2, 3, 4, 5, 6].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
