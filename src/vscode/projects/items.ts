import * as vscode from 'vscode';
import { fullTime } from '../../core/moments';
import { attentionOf } from '../../core/project/attention';
import type { Project } from '../../core/project/model';
import { tellMessage } from '../../core/translate';
import { icon, rowItem } from '../rows';
import { t } from '../translate';
import { age, problemPlace, projectRow, storyRow } from './appearance';
import type { CommitNode, CriterionNode, MoreNode, ProblemNode, ProjectNode, StoryNode, TreeNode } from './nodes';
import { storyFacts } from './stories';
import { projectTooltip, storyTooltip } from './tooltips';

/** The scheme under which project rows are decorated; no file is behind it. */
export const PROJECT_SCHEME = 'signalbox-project';

export function projectUri(project: Project): vscode.Uri {
  return vscode.Uri.from({ scheme: PROJECT_SCHEME, path: `/${project.record.slug}` });
}

/** Turns a node into the editor's row. */
export function treeItem(node: TreeNode): vscode.TreeItem {
  switch (node.kind) {
    case 'project':
      return projectItem(node);
    case 'story':
      return storyItem(node);
    case 'criterion':
      return criterionItem(node);
    case 'commit':
      return commitItem(node);
    case 'problem':
      return problemItem(node);
    case 'more':
      return moreItem(node);
  }
}

/** Made only when a person rests on the row. */
export function tooltipOf(node: TreeNode): vscode.MarkdownString | string {
  if (node.kind === 'project') return projectTooltip(node.project, t);
  if (node.kind === 'story') return storyTooltip(node.parent.project, node.story, t);
  if (node.kind === 'criterion') return node.text;
  if (node.kind === 'problem') return tellMessage(node.problem, t);
  if (node.kind === 'more') return t('Show more stories');
  return `${node.commit.subject}\n${node.commit.author}, ${fullTime(node.commit.at, vscode.env.language)}`;
}

function projectItem({ id, project }: ProjectNode): vscode.TreeItem {
  const item = rowItem(id, projectRow(project, t));
  const hasRows = (project.prd?.stories.length ?? 0) > 0 || project.record.problems.length > 0;
  item.collapsibleState = hasRows ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  item.resourceUri = projectUri(project);
  item.contextValue = contextOfProject(project);
  return item;
}

/** Words that menus look for: `viewItem =~ /\bcanApprove\b/`. */
function contextOfProject(project: Project): string {
  const { record, entry, registry } = project;
  const words: (string | false)[] = [
    'project',
    record.hasPrd && 'hasPrd',
    record.hasWorkspace && 'hasFolder',
    record.problems.length > 0 && 'hasProblems',
    attentionOf(project)?.kind === 'approve' && 'awaitsApproval',
  ];
  if (entry && registry) {
    words.push(
      entry.status !== 'approved' && 'canApprove',
      entry.status === 'approved' && 'canUnapprove',
      entry.status !== 'cancelled' && 'canCancel',
    );
  }
  return words.filter(Boolean).join(' ');
}

function storyItem({ id, parent, story }: StoryNode): vscode.TreeItem {
  const item = rowItem(id, storyRow(story, storyFacts(parent.project, story), t));
  item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
  item.contextValue = ['story', story.state, !story.idMadeUp && 'hasId'].filter(Boolean).join(' ');
  if (parent.project.record.prdPath) {
    item.command = {
      command: 'signalbox.projects.openStory',
      title: t('Open in the PRD'),
      // The person goes on through the tree; the menu's Open goes into the document.
      arguments: [{ kind: 'story', parent, story }, { preserveFocus: true }],
    };
  }
  return item;
}

function criterionItem({ id, parent, text }: CriterionNode): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.id = id;
  item.iconPath = parent.story.state === 'passed' ? icon({ id: 'check' }) : icon({ id: 'dash' });
  item.contextValue = 'criterion';
  return item;
}

function commitItem({ id, commit }: CommitNode): vscode.TreeItem {
  const item = new vscode.TreeItem(commit.subject);
  item.id = id;
  const old = age(new Date(commit.at).toISOString(), Date.now(), t);
  item.description = [commit.sha.slice(0, 7), old].filter(Boolean).join(' · ');
  item.iconPath = icon({ id: 'git-commit' });
  item.contextValue = 'commit';
  item.command = { command: 'signalbox.projects.openCommit', title: t('Show Changes'), arguments: [commit] };
  return item;
}

function problemItem({ id, problem }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(tellMessage(problem, t));
  item.id = id;
  item.description = problemPlace(problem);
  item.iconPath = icon(
    problem.severity === 'error'
      ? { id: 'error', color: 'problemsErrorIcon.foreground' }
      : { id: 'warning', color: 'problemsWarningIcon.foreground' },
  );
  item.contextValue = 'problem';
  item.command = { command: 'signalbox.projects.openProblem', title: t('Open'), arguments: [problem] };
  return item;
}

function moreItem({ id, parent, count }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(t('{count} more…', { count }));
  item.id = id;
  item.iconPath = icon({ id: 'ellipsis' });
  item.command = { command: 'signalbox.projects.showMore', title: t('Show more stories'), arguments: [parent] };
  return item;
}
