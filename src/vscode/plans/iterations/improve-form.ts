import type { AgentAdapterName } from '../../../core/agent/profile';
import { DEFAULT_ITERATIONS, MOST_ITERATIONS } from '../../../core/iteration/model';
import { canLimitTools, isToolName, toolNames } from '../../../core/iteration/tools';
import type { Translate } from '../../../core/translate';
import type { ChoiceQuestion, TextQuestion } from '../../wizard';

/** What the person has said so far. Missing: not asked yet. */
export interface ImproveDraft {
  readonly slug?: string;
  readonly document?: string;
  /** Typed, when it was not in the list. */
  readonly other?: string;
  readonly prompt?: string;
  readonly iterations?: string;
  readonly profile?: string;
  readonly model?: string;
  /** The names of tools, with commas; empty: all that its profile lets it use. */
  readonly tools?: string;
  /** Typed, when they were not in the list. */
  readonly otherTools?: string;
}

export interface ImprovePage {
  readonly field: keyof ImproveDraft;
  readonly question: TextQuestion | ChoiceQuestion;
}

export interface ImproveChoices {
  /** One: it is not asked. */
  readonly projects: readonly { readonly slug: string; readonly description: string }[];
  /** From the project's folder, best first. */
  readonly documents: readonly string[];
  readonly profiles: readonly {
    readonly name: string;
    readonly adapter: AgentAdapterName;
    readonly isDemo: boolean;
    readonly model?: string;
  }[];
  /** Why the document that was named last was refused. */
  readonly documentProblem?: string;
}

/** Stands for a document that is not in the list. */
export const OTHER_DOCUMENT = '\0other';
/** Adapters whose agents can be told which model to use. */
const WITH_MODELS: readonly AgentAdapterName[] = ['claude', 'codex', 'acp'];

/** Stands for tools that are not in the list. */
export const OTHER_TOOLS = '\0other';
const FILES = 'Read,Edit,Write,Glob,Grep';
const FILES_AND_WEB = `${FILES},WebSearch,WebFetch`;

/** The tools that the agent is kept to; none: it is not. */
export const toolsOf = ({ tools, otherTools }: ImproveDraft): readonly string[] =>
  toolNames((tools === OTHER_TOOLS ? otherTools : tools) ?? '');

/** What the form begins with where these tools were allowed before. */
export function withTools(tools: readonly string[] | undefined): Pick<ImproveDraft, 'tools' | 'otherTools'> {
  const names = (tools ?? []).join(',');
  return names === '' || names === FILES || names === FILES_AND_WEB
    ? { tools: names }
    : { tools: OTHER_TOOLS, otherTools: names };
}

export const documentOf = ({ document, other }: ImproveDraft): string | undefined =>
  document === OTHER_DOCUMENT ? other : document;

/** The pages as they follow from what was answered. */
export function improvePages(choices: ImproveChoices, draft: ImproveDraft, t: Translate): readonly ImprovePage[] {
  const pages: ImprovePage[] = [];
  if (choices.projects.length > 1) {
    pages.push({
      field: 'slug',
      question: {
        kind: 'choice',
        prompt: t('A document of which project?'),
        value: draft.slug ?? '',
        choices: choices.projects.map(({ slug, description }) => ({ id: slug, label: slug, description })),
      },
    });
  }
  pages.push({
    field: 'document',
    question: {
      kind: 'choice',
      prompt: t('Which document should become better?'),
      value: draft.document ?? '',
      choices: [
        ...choices.documents.map((document) => documentChoice(document)),
        { id: OTHER_DOCUMENT, label: `$(file-add) ${t('Another document…')}`, alwaysShow: true },
      ],
    },
  });
  if (draft.document === OTHER_DOCUMENT) {
    pages.push({
      field: 'other',
      question: {
        kind: 'text',
        prompt: t("The document, from the project's folder."),
        placeholder: 'docs/design.md',
        ...(draft.other === undefined ? {} : { value: draft.other }),
        ...(choices.documentProblem === undefined ? {} : { problem: choices.documentProblem }),
        validate: (value) => (value === '' ? t('Name a document.') : undefined),
      },
    });
  }
  pages.push(
    {
      field: 'prompt',
      question: {
        kind: 'text',
        prompt: t('What should become better? The agent reads the document and edits it in place.'),
        placeholder: t('Shorter, with the risks and what is out of scope'),
        ...(draft.prompt === undefined ? {} : { value: draft.prompt }),
        validate: (value) => (value === '' ? t('Say what should become better.') : undefined),
      },
    },
    {
      field: 'iterations',
      question: {
        kind: 'text',
        prompt: t('How many times, from 1 to {most}? Each builds on the one before.', { most: MOST_ITERATIONS }),
        value: draft.iterations ?? String(DEFAULT_ITERATIONS),
        validate: (value) =>
          /^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= MOST_ITERATIONS
            ? undefined
            : t('Say a number from 1 to {most}.', { most: MOST_ITERATIONS }),
      },
    },
    {
      field: 'profile',
      question: {
        kind: 'choice',
        prompt: t('Which agent?'),
        value: draft.profile ?? '',
        choices: choices.profiles.map(({ name, adapter, isDemo }) => ({
          id: name,
          label: name,
          description: isDemo ? t('follows a script and calls no model') : adapter,
        })),
      },
    },
  );
  const profile = choices.profiles.find(({ name }) => name === draft.profile);
  if (profile && !profile.isDemo && WITH_MODELS.includes(profile.adapter)) {
    pages.push({
      field: 'model',
      question: {
        kind: 'text',
        prompt: t("Which model? Empty: the agent's own choice."),
        placeholder: profile.adapter === 'claude' ? 'opus' : '',
        value: draft.model ?? profile.model ?? '',
        validate: () => undefined,
      },
    });
  }
  if (profile && canLimitTools(profile.adapter)) pages.push(...toolPages(draft, t));
  return pages;
}

function toolPages(draft: ImproveDraft, t: Translate): readonly ImprovePage[] {
  const which: ImprovePage = {
    field: 'tools',
    question: {
      kind: 'choice',
      prompt: t('What may it use?'),
      value: draft.tools ?? '',
      choices: [
        { id: '', label: `$(tools) ${t('All its tools')}`, description: t('as far as its profile allows') },
        { id: FILES, label: `$(files) ${t('Files only')}`, description: FILES.replaceAll(',', ', ') },
        {
          id: FILES_AND_WEB,
          label: `$(globe) ${t('Files and the web')}`,
          description: t('also WebSearch and WebFetch'),
        },
        { id: OTHER_TOOLS, label: `$(edit) ${t('Other tools…')}`, description: draft.otherTools ?? '' },
      ],
    },
  };
  if (draft.tools !== OTHER_TOOLS) return [which];
  const typed: ImprovePage = {
    field: 'otherTools',
    question: {
      kind: 'text',
      prompt: t('The only tools that it may use, with commas.'),
      placeholder: FILES,
      ...(draft.otherTools === undefined ? {} : { value: draft.otherTools }),
      validate: (value) => {
        const names = toolNames(value);
        if (names.length === 0) return t('Name a tool.');
        const odd = names.find((name) => !isToolName(name));
        return odd === undefined ? undefined : t('"{tool}" is not the name of a tool.', { tool: odd });
      },
    },
  };
  return [which, typed];
}

function documentChoice(document: string) {
  const at = document.lastIndexOf('/');
  return { id: document, label: document.slice(at + 1), description: at < 0 ? '' : document.slice(0, at) };
}

const DRAFTED = /(^|\/)\.signalbox\/plans\//;
const WORTH = /design|plan|spec|prd|architecture/i;

/** Plans and designs first, then what lies near the top. Old versions and backups are not worth improving. */
export function rankDocuments(documents: readonly string[]): readonly string[] {
  const rank = (document: string) =>
    (DRAFTED.test(document) ? 0 : 2) + (WORTH.test(document.split('/').at(-1) ?? '') ? 0 : 1);
  return documents
    .filter((document) => !/(^|\/)\.signalbox\/(?!plans\/)|\/versions\//.test(document))
    .sort(
      (a, b) =>
        rank(a) - rank(b) || a.split('/').length - b.split('/').length || a.localeCompare(b, 'en', { numeric: true }),
    );
}
