import assert from 'node:assert/strict';
import fc from 'fast-check';
import { excluder, namedPrd, prdFilesAmong, roleInside } from '../../../src/core/project/places';
import { checkBranchName } from '../../../src/core/project/refs';
import { checkSlug, slugOf, uniqueSlugs } from '../../../src/core/project/slug';

describe('where PRDs are looked for', () => {
  it('is prd.json, else every prd-<name>.json that is no template', () => {
    assert.deepEqual(prdFilesAmong(['prd.json', 'prd-b.json']), ['prd.json']);
    assert.deepEqual(prdFilesAmong(['prd-b.json', 'prd-a.json', 'prd-template.json', 'prd.schema.json']), [
      'prd-a.json',
      'prd-b.json',
    ]);
    assert.equal(namedPrd('prd-.json'), undefined);
  });

  it('is never a folder of dependencies, archives, backups or hidden things, but Ralph folders are', () => {
    for (const name of ['node_modules', '.git', 'archive', '.ralph-backups', 'my-backup', 'templates', '.vscode']) {
      assert.equal(roleInside('space', name, 3), undefined, name);
    }
    assert.equal(roleInside('space', '.ralph', 0), 'ralph');
    assert.equal(roleInside('space', 'apps', 1), 'space');
    assert.equal(roleInside('space', 'apps', 0), undefined);
    assert.equal(roleInside('space', 'scripts', 0), 'scripts');
    assert.equal(roleInside('scripts', 'ralph', 0), 'ralph');
  });

  it('follows the patterns of the settings', () => {
    const excluded = excluder(['vendor/**', '*.bak', '**/generated', 'a/b?']);
    for (const yes of ['vendor', 'old.bak', 'x/old.bak', 'x/y/generated', 'generated', 'a/b1'])
      assert.ok(excluded(yes), yes);
    for (const no of ['vendors', 'bak', 'generated2', 'a/b12', 'a/b']) assert.ok(!excluded(no), no);
  });
});

describe('a slug', () => {
  it('is made of any folder name, and always a valid one', () => {
    assert.equal(slugOf('my.proj (2)'), 'my-proj-2');
    assert.equal(slugOf('Übergröße'), 'Ubergro-e');
    assert.ok(checkSlug(slugOf(`a${'-'.repeat(100_000)}b`)).ok);
    fc.assert(fc.property(fc.string(), (name) => assert.ok(checkSlug(slugOf(name)).ok)));
  });

  it('is unique without regard to case, whatever the folders are called, and the same for the same folders', () => {
    const named = fc.record({
      name: fc.constantFrom('a', 'A', 'b', 'a-a', 'x'.repeat(80)),
      parents: fc.array(fc.constantFrom('a', 'p'), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(named, { maxLength: 20 }), (given) => {
        const folders = given.map((each, at) => ({ ...each, key: String(at) }));
        const slugs = uniqueSlugs(folders);
        const lower = [...slugs.values()].map((slug) => slug.toLowerCase());
        assert.equal(new Set(lower).size, folders.length);
        for (const slug of slugs.values()) assert.ok(checkSlug(slug).ok, slug);
        assert.deepEqual(uniqueSlugs([...folders].reverse()), slugs);
      }),
    );
  });
});

describe('a branch name', () => {
  it('is one that git takes and that no one could read as an option', () => {
    for (const good of ['main', 'ralph/cart', 'feat/x-1', 'a@b', 'v1.2']) assert.ok(checkBranchName(good).ok, good);
    for (const bad of [
      '',
      '-x',
      '--upload-pack=x',
      'a..b',
      'a b',
      'a~1',
      'a^',
      'a:b',
      '/a',
      'a/',
      'a.lock',
      '.a',
      'a/.b',
      '@',
      'a@{1}',
      'a\\b',
      'a\nb',
      'HEAD',
    ]) {
      assert.ok(!checkBranchName(bad).ok, bad);
    }
  });
});
