import * as vscode from 'vscode';
import type { Disposable } from '../../ports/disposable';
import type { Projects, ProjectsSettings } from '../../services/projects/api';
import { onSettings, setting } from '../settings';

export function projectsSettings(): ProjectsSettings {
  return {
    folders: (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath),
    roots: setting<string[]>('signalbox.projects.roots'),
    depth: setting<number>('signalbox.projects.depth'),
    exclude: setting<string[]>('signalbox.projects.exclude'),
    registry: setting<string>('signalbox.projects.registry'),
  };
}

/** Folders that come and go and settings that change reach the model at once. */
export function followSettings(projects: Projects): Disposable {
  const configure = () => void projects.configure(projectsSettings());
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(configure),
    onSettings(
      [
        'signalbox.projects.roots',
        'signalbox.projects.depth',
        'signalbox.projects.exclude',
        'signalbox.projects.registry',
      ],
      configure,
    ),
  );
}
