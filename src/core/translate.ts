/** Puts a sentence into the reader's language. The same shape as `vscode.l10n.t(message, args)`. */
export type Translate = (message: string, args?: Readonly<Record<string, string | number>>) => string;

/** The sentences as they are written, with their `{name}`s filled in. */
export const english: Translate = (message, args) =>
  args ? message.replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole)) : message;
