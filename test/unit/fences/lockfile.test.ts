import assert from 'node:assert/strict';
import fs from 'node:fs';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

type Packages = Readonly<Record<string, Locked>>;

/** `npm ci` refuses a lock file that leaves out the optional packages of other platforms. */
function missingOptional(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${place}/node_modules/${name}`])
      .map(
        (name) =>
          `${place} wants ${name}, which package-lock.json does not hold: choose a version that exists for every platform.`,
      ),
  );
}

function naming(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([place, { resolved }]) =>
    resolved?.startsWith('http') ? [`${place} comes from ${resolved}: any mirror has to do.`] : [],
  );
}

describe('package-lock.json', () => {
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as { packages: Packages };

  it('holds the packages of every platform, so that npm ci accepts it', () => {
    assert.deepEqual(missingOptional(packages), []);
  });

  it('bites when one is left out', () => {
    const broken: Packages = {
      'node_modules/tool': { version: '1.0.0', optionalDependencies: { 'tool-mac': '1.0.0' } },
    };
    assert.match(missingOptional(broken).join('\n'), /tool wants tool-mac/);
  });

  it('names no registry, so that it works with every mirror', () => {
    assert.deepEqual(naming(packages), []);
  });

  it('bites when a registry is named', () => {
    const broken: Packages = { 'node_modules/tool': { resolved: 'https://registry.test/tool.tgz' } };
    assert.deepEqual(naming(broken), [
      'node_modules/tool comes from https://registry.test/tool.tgz: any mirror has to do.',
    ]);
  });
});
