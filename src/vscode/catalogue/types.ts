/**
 * The catalogue says once, in types, what the extension contributes. `npm run manifest` writes package.json's
 * `contributes` and package.nls.json from it, and a check fails when they differ.
 */
export interface CommandEntry {
  readonly title: string;
  readonly icon?: string;
  /** When the command can be used at all. */
  readonly enablement?: string;
  /** When the palette lists it; false: never (it needs an argument that only a menu can give). */
  readonly palette?: string | false;
  readonly menus?: readonly MenuEntry[];
  readonly keybinding?: { readonly key: string; readonly mac?: string; readonly when?: string };
}

export interface MenuEntry {
  readonly menu: string;
  readonly when: string;
  readonly group?: string;
}

export interface ViewEntry {
  readonly name: string;
  readonly type?: 'tree' | 'webview';
  readonly icon?: string;
  readonly when?: string;
  readonly visibility?: 'visible' | 'collapsed' | 'hidden';
  readonly initialSize?: number;
  readonly welcome?: readonly { readonly contents: string; readonly when?: string }[];
}

export interface SettingEntry {
  readonly type: string | readonly string[];
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly scope?: 'application' | 'machine' | 'machine-overridable' | 'window' | 'resource';
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly items?: unknown;
  readonly properties?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Names something that is executed: not read from an untrusted workspace. */
  readonly restricted?: boolean;
}

/** What one feature contributes. Keys are full ids: `signalbox.<feature>.<verb>`. */
export interface Feature {
  readonly commands?: Readonly<Record<string, CommandEntry>>;
  readonly views?: Readonly<Record<string, ViewEntry>>;
  readonly settings?: Readonly<Record<string, SettingEntry>>;
  /** Context keys that the feature sets, with what each is for. `when` clauses may name only these and VS Code's own. */
  readonly contextKeys?: Readonly<Record<string, string>>;
}

/** Keeps the literal ids, so that `keyof typeof feature.commands` is a union of them. */
export function feature<const F extends Feature>(spec: F): F {
  return spec;
}
