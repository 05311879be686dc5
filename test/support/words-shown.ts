import type * as vscode from 'vscode';

/** What the extension has shown through the editor's window since it was asked to listen, with the place where. */
export interface Shown {
  readonly where: string;
  readonly text: string;
}

type Item = string | (vscode.QuickPickItem & { readonly title?: string });

/** How many questions were asked with how many answers each, in their order. */
export type Asked = readonly number[];

/**
 * Stands between the extension and the window's questions: writes down every word, and answers question n with the n-th of
 * the given answers, or not at all. What is asked last is closed as if by Escape.
 */
export class WordsShown {
  readonly #window: typeof vscode.window;
  readonly #shown: Shown[] = [];
  readonly #restore: (() => void)[] = [];
  #answers: readonly number[] = [];
  #asked: number[] = [];
  #where = '';

  constructor(window: typeof vscode.window) {
    this.#window = window;
    this.#replace('showQuickPick', async (items: readonly Item[] | Promise<readonly Item[]>, options?: object) => {
      const given = await items;
      this.#note('quick pick', options, ...given);
      const chosen = this.#answer(given);
      return chosen !== undefined && options && 'canPickMany' in options ? [chosen] : chosen;
    });
    for (const kind of ['Information', 'Warning', 'Error'])
      this.#replace(`show${kind}Message`, async (message: string, ...rest: (object | string)[]) => {
        const options = typeof rest[0] === 'object' && !('title' in rest[0]) ? [rest[0]] : [];
        const buttons = rest.slice(options.length) as Item[];
        this.#note('message', message, ...options, ...buttons);
        // What a button does is no question of what is said; a confirmation would be taken at its word.
        return undefined;
      });
    this.#replace('showInputBox', async (options: vscode.InputBoxOptions) => {
      this.#note('input', options);
      this.#note('input', await options.validateInput?.(''), await options.validateInput?.('../?'));
      return this.#answer(['Ωμέγα'], options.value || 'Ωμέγα');
    });
    this.#replace('withProgress', (options: object, task: (...args: unknown[]) => unknown) => {
      this.#note('progress', options);
      const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => {} }) };
      return task({ report: (said: object) => this.#note('progress', said) }, token);
    });
    for (const name of ['createQuickPick', 'createInputBox']) this.#replace(name, () => this.#form());
  }

  /** Does something while question n gets the answer n; answers with how many choices each question had. */
  async during(where: string, answers: readonly number[], work: () => unknown): Promise<Asked> {
    this.#where = where;
    this.#answers = answers;
    this.#asked = [];
    await work();
    return this.#asked;
  }

  /** Something that is shown without a question: a row, a hover, a mark. */
  note(where: string, ...words: unknown[]): void {
    this.#where = where;
    this.#note('', ...words);
  }

  get shown(): readonly Shown[] {
    return this.#shown;
  }

  forget(): void {
    this.#shown.length = 0;
  }

  dispose(): void {
    for (const restore of this.#restore) restore();
  }

  #replace(name: string, stand: unknown): void {
    const window = this.#window as unknown as Record<string, unknown>;
    const before = window[name];
    window[name] = stand;
    this.#restore.push(() => {
      window[name] = before;
    });
  }

  #answer<T>(choices: readonly T[], text?: T): T | undefined {
    const chosen = this.#answers[this.#asked.length];
    this.#asked.push(choices.length);
    if (chosen === undefined) return undefined;
    return text ?? choices.filter((each) => (each as { kind?: number }).kind !== -1)[chosen];
  }

  /** A quick pick or an input box of which a page of a form is made. */
  #form(): object {
    const listeners = new Map<string, (() => void)[]>();
    const fire = (event: string) => {
      for (const listener of listeners.get(event) ?? []) listener();
    };
    const on = (event: string) => (listener: () => void) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
      return { dispose: () => {} };
    };
    const form: Record<string, unknown> = { items: [], value: '', selectedItems: [] };
    for (const event of ['onDidAccept', 'onDidHide', 'onDidChangeValue', 'onDidTriggerButton', 'onDidChangeSelection'])
      form[event] = on(event);
    form.dispose = () => {};
    form.hide = () => {};
    form.show = () =>
      setImmediate(() => {
        this.#note('form', form, ...(form.items as Item[]));
        const items = form.items as Item[];
        const chosen = this.#answer(items.length > 0 ? items : ['Ωμέγα'], items.length > 0 ? undefined : 'Ωμέγα');
        if (chosen === undefined) return fire('onDidHide');
        form.selectedItems = [chosen];
        if (items.length === 0 && form.value === '') form.value = chosen;
        fire('onDidAccept');
        this.#note('form', form.validationMessage);
        fire('onDidHide');
      });
    return form;
  }

  #note(kind: string, ...said: unknown[]): void {
    const where = [this.#where, kind].filter(Boolean).join(', ');
    for (const text of said.flatMap((each) => wordsOf(each))) this.#shown.push({ where, text });
  }
}

/** What of an object of the editor's is read by people. */
const READ = [
  'label',
  'description',
  'detail',
  'title',
  'placeHolder',
  'placeholder',
  'prompt',
  'message',
  'tooltip',
  'value',
  'validationMessage',
  'openLabel',
  'accessibilityInformation',
  'documentation',
  'contents',
  'command',
];

function wordsOf(said: unknown): string[] {
  if (typeof said === 'string') return said === '' ? [] : [said];
  if (Array.isArray(said)) return said.flatMap(wordsOf);
  if (typeof said !== 'object' || said === null) return [];
  return READ.flatMap((name) => {
    const value = (said as Record<string, unknown>)[name];
    // The command of a row is named by its id.
    return name === 'command' && typeof value === 'string' ? [] : wordsOf(value);
  });
}
