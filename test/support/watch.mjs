// npm run watch: builds again on each change, and makes out/demo-workspace for F5. Installs what is missing first.
import { bootstrap } from './bootstrap.mjs';

await bootstrap('watch/watch.ts');
