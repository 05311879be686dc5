import type { Result } from '../result';
import { ok, refuse } from '../result';
import { say } from '../sentence';

/**
 * git's own rules for a branch name (git check-ref-format --branch), and none that could be read as an option.
 * Checked wherever a name comes from a person or a document.
 */
export function checkBranchName(name: string): Result<string, 'invalid_branch'> {
  const wrong =
    name === '' ||
    name.length > 200 ||
    name === '@' ||
    name.startsWith('-') ||
    name.startsWith('/') ||
    name.endsWith('/') ||
    name.endsWith('.') ||
    name.includes('..') ||
    name.includes('//') ||
    name.includes('@{') ||
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what git forbids
    /[\x00-\x20\x7f~^:?*[\\]/.test(name) ||
    name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock')) ||
    name === 'HEAD';
  if (!wrong) return ok(name);
  return refuse(
    'invalid_branch',
    say('"{name}" is no name that git takes for a branch.', { name: name.slice(0, 80) }),
    {
      branch: name.slice(0, 200),
    },
  );
}
