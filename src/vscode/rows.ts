import * as vscode from 'vscode';

/** A codicon, with a colour where the colour says something. */
export interface IconName {
  readonly id: string;
  readonly color?: string;
}

/** What a row of a tree shows. */
export interface Row {
  readonly label: string;
  /** Figures first: a narrow sidebar cuts it after some twenty characters. */
  readonly description: string;
  readonly icon: IconName;
  /** For screen readers: the whole row as a sentence. */
  readonly spoken: string;
}

export function rowItem(id: string, { label, description, icon: name, spoken }: Row): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = id;
  item.description = description;
  item.iconPath = icon(name);
  item.accessibilityInformation = { label: spoken };
  return item;
}

export function icon({ id, color }: IconName): vscode.ThemeIcon {
  return new vscode.ThemeIcon(id, color ? new vscode.ThemeColor(color) : undefined);
}
