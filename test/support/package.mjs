// npm run package: makes out/signalbox-VERSION.vsix from a production build.
import { bootstrap } from './bootstrap.mjs';

await bootstrap('package/package.ts');
