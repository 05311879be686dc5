import { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild';
import { defineBench } from '../support/bench/define';

const BUDGET_KB: Record<string, number> = { extension: 600 };

/** Sizes of the minified bundles, and of the modules that weigh most in each. */
export default defineBench('bundle sizes', async (bench) => {
  const { products } = createRequire(path.resolve('package.json'))('./esbuild.js') as {
    products: Record<string, BuildOptions>;
  };
  for (const [name, options] of Object.entries(products)) {
    const built = await build({ ...options, minify: true, sourcemap: false, write: false, metafile: true });
    for (const file of built.outputFiles.filter((output) => /\.(js|css)$/.test(output.path))) {
      reportFile(name, file, built.metafile);
    }
  }

  function reportFile(product: string, file: OutputFile, { outputs }: Metafile): void {
    const place = path.relative('.', file.path).replaceAll('\\', '/');
    const budget = BUDGET_KB[product];
    bench.record({ metric: place, unit: 'KB', value: file.contents.length / 1024, ...(budget ? { budget } : {}) });
    bench.record({ metric: `${place} gzip`, unit: 'KB', value: zlib.gzipSync(file.contents).length / 1024 });
    const modules = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(outputs[place]?.inputs ?? {})) {
      const module = moduleOf(input);
      modules.set(module, (modules.get(module) ?? 0) + bytesInOutput);
    }
    const heaviest = [...modules].sort((a, b) => b[1] - a[1]).slice(0, 8);
    for (const [module, bytes] of heaviest)
      bench.record({ metric: `${place} ← ${module}`, unit: 'KB', value: bytes / 1024 });
  }
});

/** The npm package of a file, or its folder two deep. */
function moduleOf(input: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
  return inPackage?.[1] ?? input.split('/').slice(0, 2).join('/');
}
