// The process in which one bench runs: node --expose-gc bench-job.mjs NAME BUNDLE RESULTS
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { BenchDefinition } from './define';
import { createBench } from './measure';

const [name = '', bundle = '', results = ''] = process.argv.slice(2);
const { default: definition } = (await import(pathToFileURL(bundle).href)) as { default: BenchDefinition };
await definition.run(createBench(name, (result) => fs.appendFileSync(results, `${JSON.stringify(result)}\n`)));
