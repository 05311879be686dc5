import * as vscode from 'vscode';
import { tellMessage } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import type { Projects, ProjectsNotice } from '../../services/projects/api';
import type { Commands } from '../commands';
import { t } from '../translate';

/** Tells once what keeps the projects from being live or whole; the view goes on saying it as long as it is so. */
export function tellNotices(projects: Projects, commands: Commands): Disposable {
  let told = new Set<string>();
  return projects.onChange(({ notices }) => {
    const now = new Set(notices.map(nameOf));
    for (const notice of notices) if (!told.has(nameOf(notice))) tell(notice, commands);
    told = now;
  });
}

function nameOf({ code, path }: ProjectsNotice): string {
  return `${code} ${path ?? ''}`;
}

function tell(notice: ProjectsNotice, commands: Commands): void {
  const { path, code } = notice;
  const message = tellMessage(notice, t);
  if (path === undefined || code !== 'registry_unreadable') {
    commands.warn(message);
    return;
  }
  const open = { title: t('Open File'), run: () => vscode.window.showTextDocument(vscode.Uri.file(path)) };
  void commands.show({ severity: 'warning', message, steps: [open] });
}
