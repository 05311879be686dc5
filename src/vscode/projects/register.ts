import * as vscode from 'vscode';
import type { Projects } from '../../services/projects/api';
import type { StoryCommit, StoryHistory } from '../../services/story-history';
import type { Attention } from '../attention/sources';
import { NeedsYouView } from '../attention/view';
import type { projects as catalogue } from '../catalogue/projects';
import { compare, gitFiles } from '../contents';
import type { Shell } from '../shell';
import { t } from '../translate';
import { ProjectsAttention } from './attention';
import { ProjectDecorations } from './decorations';
import type { ProjectNode, StoryNode } from './nodes';
import { tellNotices } from './notices';
import { openPrd, openProblem, openStory } from './open';
import { propose } from './propose';
import { decideRegistry } from './registry-commands';
import { StatusBar } from './status-bar';
import { pickProject, projectsOf } from './targets';
import type { ProjectsTree } from './tree';
import { ProjectsView } from './view';

/** The tree, Needs You, the status bar, and every command about projects. Nothing is scanned here. */
export function registerProjects(
  shell: Shell,
  projects: Projects,
  history: StoryHistory,
  attention: Attention,
): { readonly tree: ProjectsTree; scan(): Promise<unknown> } {
  const view = shell.own(new ProjectsView(projects, history, shell.memory));
  shell.own(new ProjectDecorations(projects));
  attention.add(new ProjectsAttention(projects));
  shell.own(new NeedsYouView(attention));
  shell.own(new StatusBar(projects, attention));
  shell.own(tellNotices(projects, shell.commands));

  const one = async (argument: unknown, prompt: string) =>
    projectsOf(projects, argument, undefined)[0] ?? (await pickProject(projects, prompt, () => true));

  shell.own(
    shell.commands.register<typeof catalogue>({
      'signalbox.projects.propose': async () => {
        const answer = await propose(projects);
        const proposed = answer.ok ? projects.find(answer.value.slug) : undefined;
        if (proposed) await view.reveal(proposed, undefined, { focus: false });
        return answer;
      },
      'signalbox.projects.approve': (argument, selected) => decideRegistry(projects, 'approve', argument, selected),
      'signalbox.projects.unapprove': (argument, selected) => decideRegistry(projects, 'unapprove', argument, selected),
      'signalbox.projects.cancel': (argument, selected) => decideRegistry(projects, 'cancel', argument, selected),
      'signalbox.projects.openPrd': async (argument) =>
        openPrd(await one(argument, t('Which PRD do you want to open?'))),
      'signalbox.projects.openFolder': async (node: ProjectNode) => {
        const uri = vscode.Uri.file(node.project.folder);
        await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
      },
      'signalbox.projects.revealFolder': async (node: ProjectNode) => {
        await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(node.project.folder));
      },
      'signalbox.projects.openCommit': ({ sha, subject, root, files }: StoryCommit) =>
        compare(
          `${sha.slice(0, 7)} ${subject}`,
          gitFiles(
            root,
            files.filter(({ submodule }) => !submodule),
          ),
        ),
      'signalbox.projects.showMore': (node: ProjectNode) => view.tree.showMore(node),
      'signalbox.projects.openProblem': openProblem,
      'signalbox.projects.openStory': (node: StoryNode, how?: { preserveFocus?: boolean }) =>
        openStory(node.parent.project, node.story, how?.preserveFocus === true),
      'signalbox.projects.copyId': async (node: ProjectNode | StoryNode) => {
        await vscode.env.clipboard.writeText(node.kind === 'project' ? node.project.record.slug : node.story.id);
      },
      'signalbox.projects.reveal': async (argument: unknown, storyId: unknown) => {
        const project =
          argument instanceof vscode.Uri
            ? projects.list().find(({ record }) => record.prdPath === argument.fsPath)
            : await one(argument, t('Which project do you want to see?'));
        if (!project) return view.focus();
        return view.reveal(
          project,
          project.prd?.stories.find(({ id }) => id === storyId),
        );
      },
      'signalbox.projects.filter': () => view.chooseFilter(),
      'signalbox.projects.filterAgain': () => view.chooseFilter(),
      'signalbox.projects.clearFilter': () => view.clearFilter(),
      'signalbox.projects.sort': () => view.chooseSort(),
      'signalbox.showAttention': async () => {
        const id = attention.items().length > 0 ? 'signalbox.needsYou' : 'signalbox.projects';
        await vscode.commands.executeCommand(`${id}.focus`);
      },
    }),
  );
  return {
    tree: view.tree,
    scan: () =>
      shell.commands.run(t('Looking for projects'), async () => {
        const began = performance.now();
        await view.showScan(projects.start());
        const milliseconds = Math.round(performance.now() - began);
        shell.log.info(`Found ${projects.list().length} projects in ${milliseconds} ms.`);
      }),
  };
}
