import type { Translate } from '../../core/translate';
import type { ChoiceQuestion, TextQuestion } from '../wizard';

/** What the person has said so far. Missing: not asked yet. */
export interface ProposalDraft {
  readonly home?: string;
  readonly slug?: string;
  readonly description?: string;
  readonly more?: 'propose' | 'more';
  readonly repo?: string;
  readonly branch?: string;
  readonly baseBranch?: string;
}

export interface ProposalPage {
  readonly field: keyof ProposalDraft;
  readonly question: TextQuestion | ChoiceQuestion;
}

/** The rules that each field is held against while it is typed: a sentence when it does not hold. */
export interface ProposalChecks {
  readonly homes: readonly { readonly name: string; readonly path: string }[];
  slug(value: string): string | undefined;
  description(value: string): string | undefined;
  repo(value: string): string | undefined;
  ref(value: string): string | undefined;
}

/** The pages of the form as they follow from what was answered: repository and branches only for who wants them. */
export function proposalPages(checks: ProposalChecks, draft: ProposalDraft, t: Translate): readonly ProposalPage[] {
  const pages: ProposalPage[] = [];
  if (checks.homes.length > 1) {
    pages.push({
      field: 'home',
      question: {
        kind: 'choice',
        prompt: t('Which folder is it for?'),
        choices: checks.homes.map(({ name, path }) => ({ id: path, label: name, description: path })),
      },
    });
  }
  pages.push(
    text('slug', t('A short name: letters, digits, "-" and "_".'), 'checkout-page', draft.slug, checks.slug),
    text(
      'description',
      t('What should be built? At least 10 characters; an agent plans from it.'),
      t('Customers can pay by card, and see why when it fails'),
      draft.description,
      checks.description,
    ),
    {
      field: 'more',
      question: {
        kind: 'choice',
        prompt: t('Propose {name}?', { name: draft.slug ?? '' }),
        choices: [
          { id: 'propose', label: `$(check) ${t('Propose')}`, detail: t('It waits until you approve it.') },
          {
            id: 'more',
            label: `$(git-branch) ${t('More options…')}`,
            detail: t('Repository, branch and base branch, for work on a repository that exists.'),
          },
        ],
      },
    },
  );
  if (draft.more === 'more') {
    const optional = (check: (value: string) => string | undefined) => (value: string) =>
      value === '' ? undefined : check(value);
    pages.push(
      text('repo', t('Repository. Empty: the same as the name.'), draft.slug ?? '', draft.repo, optional(checks.repo)),
      text(
        'branch',
        t('Branch to work on. Empty: none of its own.'),
        'feature/checkout',
        draft.branch,
        optional(checks.ref),
      ),
      text('baseBranch', t('Branch to start from. Empty: main.'), 'main', draft.baseBranch, optional(checks.ref)),
    );
  }
  return pages;
}

function text(
  field: keyof ProposalDraft,
  prompt: string,
  placeholder: string,
  value: string | undefined,
  validate: (value: string) => string | undefined,
): ProposalPage {
  return {
    field,
    question: { kind: 'text', prompt, placeholder, validate, ...(value === undefined ? {} : { value }) },
  };
}
