import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const SOURCE = 'test/fixtures/demo-workspace';
const HISTORY = 'test/fixtures/demo-history.json';

/** Where the history ends, whatever happens to the branch later. */
export const DEMO_START = 'refs/demo/start';

interface DemoCommit {
  readonly subject: string;
  readonly at: string;
  readonly paths: readonly string[];
  /** A prd.json and the story in it that this commit marks as passing. */
  readonly completes?: readonly [file: string, story: string];
}

const PERSON = { name: 'Harbour Office', email: 'office@harbour.invalid' };

/**
 * A throwaway copy of the demo workspace with the git history of test/fixtures/demo-history.json, so that stories can be
 * rolled back in it. Same content and times always, so the same commits.
 */
export function copyDemoWorkspace(target: string, root = process.cwd()): string {
  const source = path.resolve(root, SOURCE);
  const commits = JSON.parse(fs.readFileSync(path.resolve(root, HISTORY), 'utf8')) as DemoCommit[];
  fs.mkdirSync(target, { recursive: true });
  git(target, ['init', '--quiet', '--initial-branch=main']);
  git(target, ['config', 'user.name', PERSON.name]);
  git(target, ['config', 'user.email', PERSON.email]);
  git(target, ['config', 'commit.gpgsign', 'false']);
  git(target, ['config', 'core.autocrlf', 'false']);
  // Not a .gitignore among the fixtures: it would hide them from our own repository.
  fs.writeFileSync(path.join(target, '.git/info/exclude'), 'progress.txt\n.signalbox/\n');
  for (const commit of commits) {
    for (const file of commit.paths) writeUnfinished(path.join(source, file), path.join(target, file));
    if (commit.completes) markPassing(path.join(target, commit.completes[0]), commit.completes[1]);
    git(target, ['add', '--all']);
    git(target, ['commit', '--quiet', '--no-verify', '--message', commit.subject], commit.at);
  }
  git(target, ['update-ref', DEMO_START, 'HEAD']);
  // What is not tracked, and the check that the history ends at the files that are kept here.
  fs.cpSync(source, target, { recursive: true });
  const changed = git(target, ['status', '--porcelain']);
  if (changed) throw new Error(`${HISTORY} does not lead to ${SOURCE}:\n${changed}`);
  return target;
}

/** A plan enters history with no story done; the others enter as they are. */
function writeUnfinished(from: string, to: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const text = fs.readFileSync(from, 'utf8');
  const plan = path.basename(from) === 'prd.json' && text.includes('"userStories"');
  fs.writeFileSync(to, plan ? text.replaceAll('"passes": true', '"passes": false') : text);
}

function markPassing(file: string, story: string): void {
  const text = fs.readFileSync(file, 'utf8');
  const id = text.indexOf(`"id": "${story}"`);
  const passes = text.indexOf('"passes": false', id);
  fs.writeFileSync(file, `${text.slice(0, passes)}"passes": true${text.slice(passes + '"passes": false'.length)}`);
}

function git(cwd: string, args: readonly string[], at?: string): string {
  const dates = at ? { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at } : {};
  const { name, email } = PERSON;
  const people = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
  return execFileSync('git', args, { cwd, encoding: 'utf8', env: { ...process.env, ...people, ...dates } }).trim();
}
