// npm start [-- --port N] [-- --browser]: the demo workspace in an editor with the extension.
import { bootstrap } from './bootstrap.mjs';

await bootstrap('start/start.ts');
