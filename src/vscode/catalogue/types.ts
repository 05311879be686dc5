/**
 * The catalogue says once, in types, what the extension contributes. `npm run manifest` writes package.json's
 * `contributes` and package.nls.json from it, and a check fails when they differ.
 */
export interface CommandEntry {
  readonly title: string;
  readonly icon?: string;
  /** When the command can be used at all. */
  readonly enablement?: string;
  /** Starts something or writes: not in a workspace that the person does not trust. */
  readonly needsTrust?: boolean;
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
  /** Beside the editor instead of among the trees. A person may move it. */
  readonly beside?: boolean;
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
  readonly uniqueItems?: boolean;
  /** Names something that is executed: not read from an untrusted workspace. */
  readonly restricted?: boolean;
}

export type MediaEntry =
  | { readonly markdown: string }
  | { readonly svg: string; readonly altText: string }
  | { readonly image: string; readonly altText: string };

export interface WalkthroughStep {
  readonly title: string;
  readonly description: string;
  readonly media: MediaEntry;
  readonly completionEvents?: readonly string[];
  readonly when?: string;
}

export interface WalkthroughEntry {
  readonly title: string;
  readonly description: string;
  readonly steps: Readonly<Record<string, WalkthroughStep>>;
}

export interface JsonValidationEntry {
  readonly fileMatch: readonly string[];
  readonly url: string;
}

/** What one feature contributes. Keys are full ids: `signalbox.<feature>.<verb>`. */
export interface Feature {
  /** Heads the feature's settings. */
  readonly title: string;
  readonly commands?: Readonly<Record<string, CommandEntry>>;
  /** In the one container of the extension, in the order in which features and their views are written down. */
  readonly views?: Readonly<Record<string, ViewEntry>>;
  readonly settings?: Readonly<Record<string, SettingEntry>>;
  /** Context keys that the feature sets, with what each is for. `when` clauses may name only these and VS Code's own. */
  readonly contextKeys?: Readonly<Record<string, string>>;
  /** Webview panels that come back after a reload, with what each shows. */
  readonly panels?: Readonly<Record<string, string>>;
  readonly walkthroughs?: Readonly<Record<string, WalkthroughEntry>>;
  readonly jsonValidation?: readonly JsonValidationEntry[];
  readonly configurationDefaults?: Readonly<Record<string, unknown>>;
}

/** Keeps the literal ids, so that `keyof typeof feature.commands` is a union of them. */
export function feature<const F extends Feature>(spec: F): F {
  return spec;
}
