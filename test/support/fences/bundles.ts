import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';

interface BundleRule {
  /** Inside the bundle, by the beginning of the path. */
  readonly without: readonly string[];
  /** What stays outside and is asked of the place where it runs. */
  readonly external: (name: string) => boolean;
  readonly because: string;
}

/** Lies beside the programs in the package. */
const isBeside = (name: string) => name === './simple-git.js' || name === './chokidar.js';

const onNode: BundleRule = {
  without: ['src/vscode/', 'src/extension.ts', 'webview-ui/', 'node_modules/@vscode/webview-ui-toolkit/'],
  external: (name) => isBeside(name) || isBuiltin(name),
  because: 'it runs where there is only Node',
};

/** A rule for each product of esbuild.js. */
const BUNDLE_RULES: Readonly<Record<string, BundleRule>> = {
  extension: {
    without: [
      'src/cli.ts',
      'src/cli/',
      'src/adapters/demo-agent/',
      'webview-ui/',
      'node_modules/@vscode/webview-ui-toolkit/',
    ],
    external: (name) => name === 'vscode' || isBeside(name) || isBuiltin(name),
    because: 'it runs in the extension host, where only Node and the module vscode are at hand',
  },
  cli: onNode,
  documents: onNode,
  webviews: {
    without: [
      'src/adapters/',
      'src/services/',
      'src/vscode/',
      'src/cli/',
      'src/ports/',
      'src/extension.ts',
      'src/cli.ts',
    ],
    external: () => false,
    because: 'a page has no Node and no editor, and loads nothing else',
  },
};

function ruleOf(product: string): BundleRule {
  return BUNDLE_RULES[product] ?? onNode;
}

/** One sentence for each thing that a bundle holds, or asks for, and should not. */
export function bundleProblems(product: string, { inputs, outputs }: Metafile, rule = ruleOf(product)): string[] {
  const used = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
  const held = [...used].flatMap((file) => {
    const banned = rule.without.find((folder) => file.startsWith(folder));
    return banned ? [`The bundle ${product} holds ${file} (${chainTo(file, inputs)}), but ${rule.because}.`] : [];
  });
  const asked = Object.entries(outputs).flatMap(([output, { imports }]) =>
    imports
      .filter(({ external, path: name }) => external && !rule.external(name) && !isAsset(name))
      .map(({ path: name }) => `The bundle ${output} asks for ${name}, but ${rule.because}.`),
  );
  return [...held, ...new Set(asked)];
}

function isAsset(name: string): boolean {
  return name.startsWith('data:') || /\.(ttf|svg|png)$/.test(name);
}

/** Who pulled a file in, up to the entry. */
function chainTo(file: string, inputs: Metafile['inputs']): string {
  const chain = [file];
  for (let at = file; chain.length < 20; ) {
    const importer = Object.entries(inputs).find(([, input]) => input.imports.some((each) => each.path === at))?.[0];
    if (!importer || chain.includes(importer)) break;
    chain.push(importer);
    at = importer;
  }
  return (
    chain
      .slice(1)
      .map((each) => `through ${each}`)
      .join(' ') || 'an entry'
  );
}

export async function buildProducts(): Promise<Map<string, Metafile>> {
  const { products } = createRequire(path.resolve('package.json'))('./esbuild.js') as {
    products: Record<string, BuildOptions>;
  };
  const built = Object.entries(products).map(async ([name, options]): Promise<[string, Metafile]> => {
    const { metafile } = await build({
      ...options,
      write: false,
      metafile: true,
      sourcemap: false,
      logLevel: 'silent',
    });
    return [name, metafile];
  });
  return new Map(await Promise.all(built));
}

/** What esbuild makes of a few files in memory, to try a rule on. */
export async function buildTree(files: Readonly<Record<string, string>>, entry: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    outfile: 'dist/tried.js',
    platform: 'node',
    external: ['vscode'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'in-memory',
        setup(plugin) {
          plugin.onResolve({ filter: /^(\.|src|webview-ui)/ }, ({ path: name, importer }) => {
            const file = importer ? path.join(path.dirname(importer), name) : name;
            return { path: path.resolve(/\.tsx?$/.test(file) ? file : `${file}.ts`) };
          });
          plugin.onLoad({ filter: /\.tsx?$/ }, ({ path: file }) => ({
            contents: files[path.relative('.', file).replaceAll('\\', '/')] ?? '',
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return metafile;
}
