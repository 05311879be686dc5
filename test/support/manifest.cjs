// npm run manifest: writes package.json's contributes and package.nls.json from src/vscode/catalogue.
const fs = require('node:fs');
const path = require('node:path');

async function buildManifest(esbuild) {
  const outfile = path.resolve('out/catalogue.cjs');
  await esbuild.build({
    stdin: {
      contents: `export { features } from './src/vscode/catalogue/all'; export { manifestOf } from './src/vscode/catalogue/manifest';`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'warning',
  });
  const { features, manifestOf } = require(outfile);
  const { strings, ...generated } = manifestOf(features);
  const manifest = { ...JSON.parse(fs.readFileSync('package.json', 'utf8')), ...generated };
  const { scripts, devDependencies, ...rest } = manifest;
  write('package.json', { ...rest, scripts, devDependencies });
  write('package.nls.json', strings);
}

function write(file, value) {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

module.exports = { buildManifest };
