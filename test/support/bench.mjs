// npm run bench [NAME …] [-- --json] [-- --list]
import { bootstrap } from './bootstrap.mjs';

await bootstrap('bench/run-bench.ts');
