import * as vscode from 'vscode';
import { signInLine } from '../../core/agent/known-agents';
import { type AgentProfile, DEMO_PROFILE } from '../../core/agent/profile';
import type { Disposable } from '../../ports/disposable';
import type { Ledger } from '../../ports/ledger';
import type { ProcessIdentity } from '../../ports/processes';
import type { PlanModel, PlanRow, ProfileChoice, ProjectChoice } from '../../protocol/plan';
import type { Iterations } from '../../services/iterations/iterations';
import { type PlanDesk, type Planning, refOf } from '../../services/plan-panel/desk';
import type { Projects } from '../../services/projects/api';
import type { EditorProfiles } from '../agents/profiles';
import { t } from '../translate';

const COMMITTED = ['approved', 'running-ralph', 'running-manual', 'complete'];
/** Lists are made anew that long after the last change of many. */
const QUIET_MS = 150;

export interface WindowDeskOptions {
  readonly projects: Projects;
  readonly ledger: (folder: string) => Ledger;
  readonly planning: (folder: string) => DeskPlanning;
  readonly profiles: EditorProfiles;
}

/** Plans of a workspace folder, and the improving of documents in it. */
export interface DeskPlanning extends Planning {
  readonly iterations: Iterations;
}

/** The plans of all workspace folders of this window. */
export class WindowDesk implements PlanDesk {
  readonly #options: WindowDeskOptions;
  readonly #plannings = new Map<string, DeskPlanning>();

  constructor(options: WindowDeskOptions) {
    this.#options = options;
  }

  async planning(folder: string): Promise<DeskPlanning | undefined> {
    if (!workspaceFolders().includes(folder)) return undefined;
    const known = this.#plannings.get(folder) ?? this.#options.planning(folder);
    this.#plannings.set(folder, known);
    return known;
  }

  folderOf(slug: string): string | undefined {
    const home = this.#options.projects.find(slug)?.home;
    return workspaceFolders().find((folder) => folder === home) ?? workspaceFolders()[0];
  }

  /** The process that works on the project's plan now. */
  async workerOf(slug: string): Promise<ProcessIdentity | undefined> {
    const folder = this.folderOf(slug);
    const planning = folder === undefined ? undefined : await this.planning(folder);
    return planning?.planner.workerOf(slug);
  }

  async lists(): Promise<Omit<PlanModel, 'shown'>> {
    const plans: PlanRow[] = [];
    for (const folder of workspaceFolders()) {
      const planning = await this.planning(folder);
      for (const plan of (await planning?.planner.list()) ?? []) {
        const { slug, status, profile, turns, running, costUsd, updatedAt } = plan;
        plans.push({
          ref: refOf(folder, plan.id),
          slug,
          status,
          phase: t(plan.phaseTitle),
          profile,
          turns,
          running,
          costUsd,
          updatedAt,
          excerpt: plan.lastTextExcerpt,
        });
      }
    }
    plans.sort((a, b) => b.updatedAt - a.updatedAt);
    return { plans, projects: this.#projects(), profiles: await this.#profiles() };
  }

  agents(): Promise<readonly AgentProfile[]> {
    return this.#options.profiles.all();
  }

  onChange(listener: () => void): Disposable {
    let timer: NodeJS.Timeout | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(listener, QUIET_MS);
    };
    const follow = () => workspaceFolders().map((folder) => this.#options.ledger(folder).followAll('plan/', 0, soon));
    let ledgers = follow();
    const parts = [
      this.#options.projects.onChange(soon),
      this.#options.profiles.onChange(soon),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        for (const ledger of ledgers) ledger.dispose();
        ledgers = follow();
        soon();
      }),
    ];
    return {
      dispose: () => {
        clearTimeout(timer);
        for (const part of [...parts, ...ledgers]) part.dispose();
      },
    };
  }

  #projects(): ProjectChoice[] {
    return this.#options.projects.list().map(({ record }) => ({
      slug: record.slug,
      description: record.description,
      committed: COMMITTED.includes(record.status),
    }));
  }

  async #profiles(): Promise<ProfileChoice[]> {
    const all = await this.#options.profiles.all();
    return all.map((profile) => ({
      name: profile.name,
      adapter: profile.adapter,
      isDemo: profile.name === DEMO_PROFILE.name,
      signIn: signInLine(profile) ?? null,
    }));
  }
}

export function workspaceFolders(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
}
