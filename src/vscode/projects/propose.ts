import * as vscode from 'vscode';
import { checkProposal, type ProposalInput, type ProposeCode } from '../../core/project/registry-verbs';
import type { Result } from '../../core/result';
import { tellMessage } from '../../core/translate';
import type { Projects, Proposal, RegistryAnswer } from '../../services/projects/api';
import { t } from '../translate';
import { ask, BACK } from '../wizard';
import { type ProposalChecks, type ProposalDraft, proposalPages } from './proposal-form';
import { offerToSave } from './registry-commands';

/** Asks page by page and proposes. Going back keeps what was typed. */
export async function propose(projects: Projects): Promise<Result<RegistryAnswer>> {
  const checks: ProposalChecks = {
    homes: (vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => ({ name, path: uri.fsPath })),
    slug: (slug) => problemOf({ slug }, 'invalid_slug') ?? takenProblem(projects, slug),
    description: (description) => problemOf({ description }, 'invalid_description'),
    repo: (repo) => problemOf({ repo }, 'invalid_repo'),
    ref: (branch) => problemOf({ branch }, 'invalid_branch'),
  };
  let draft: ProposalDraft = {};
  let at = 0;
  for (;;) {
    const pages = proposalPages(checks, draft, t);
    const page = pages[at];
    if (!page) {
      const proposed = await projects.propose(toProposal(draft));
      if (proposed.ok && proposed.value.unsaved) void offerToSave(proposed.value.path);
      return proposed;
    }
    const answer = await ask({ title: t('Propose a Project'), step: at + 1, totalSteps: pages.length }, page.question);
    if (answer === BACK) at -= 1;
    else {
      draft = { ...draft, [page.field]: answer };
      at += 1;
    }
  }
}

/** What the rule with this code says about a proposal that holds so far only this. */
function problemOf(input: Partial<ProposalInput>, code: ProposeCode): string | undefined {
  const refusal = checkProposal({ slug: '', description: '', ...input }).find((each) => each.code === code);
  return refusal && tellMessage(refusal, t);
}

function takenProblem(projects: Projects, slug: string): string | undefined {
  const entry = projects.find(slug)?.entry;
  return (
    entry && t('"{name}" is in the registry already, as {status}.', { name: entry.name, status: entry.status ?? '?' })
  );
}

function toProposal({ home, slug = '', description = '', more, repo, branch, baseBranch }: ProposalDraft): Proposal {
  const wanted = more === 'more';
  return {
    slug,
    description,
    home,
    repo: wanted ? repo || undefined : undefined,
    branch: wanted ? branch || undefined : undefined,
    baseBranch: wanted ? baseBranch || undefined : undefined,
  };
}
