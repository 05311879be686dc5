// npm test [-- --tier unit,editor] [-- --grep TEXT] [-- --file PART]
import { bootstrap } from './bootstrap.mjs';

await bootstrap('runner/run-tests.ts');
