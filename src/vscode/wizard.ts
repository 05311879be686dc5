import * as vscode from 'vscode';

/** What one page of a form asks. */
export interface TextQuestion {
  readonly kind: 'text';
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Why the value was refused, until the person changes it. */
  readonly problem?: string;
  /** What is wrong with the text as it stands; asked with every key. */
  validate(value: string): string | undefined;
}

export interface ChoiceQuestion<Id extends string = string> {
  readonly kind: 'choice';
  readonly prompt: string;
  readonly choices: readonly (vscode.QuickPickItem & { readonly id: Id })[];
  /** The choice to begin at. */
  readonly value?: string;
}

export interface Page {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** The person went back a page. Leaving the form altogether is a cancellation. */
export const BACK = Symbol('back');

export function ask(page: Page, question: TextQuestion | ChoiceQuestion): Promise<string | typeof BACK> {
  return question.kind === 'text' ? askText(page, question) : askChoice(page, question);
}

function askText(page: Page, question: TextQuestion): Promise<string | typeof BACK> {
  const input = vscode.window.createInputBox();
  Object.assign(input, page, { value: question.value ?? '', prompt: question.prompt, ignoreFocusOut: true });
  input.placeholder = question.placeholder;
  input.buttons = page.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  // An empty field is not wrong before the person has typed something or wants to go on.
  let touched = input.value !== '';
  const check = () => {
    const message = question.validate(input.value.trim());
    input.validationMessage = touched ? message : undefined;
    return message;
  };
  check();
  if (question.problem !== undefined) input.validationMessage = question.problem;
  return new Promise((resolve, reject) => {
    settle(input, resolve, reject);
    input.onDidChangeValue(() => {
      touched = true;
      check();
    });
    input.onDidAccept(() => {
      touched = true;
      if (check() === undefined) {
        resolve(input.value.trim());
        input.dispose();
      }
    });
    input.show();
  });
}

function askChoice(page: Page, question: ChoiceQuestion): Promise<string | typeof BACK> {
  const pick = vscode.window.createQuickPick<ChoiceQuestion['choices'][number]>();
  Object.assign(pick, page, {
    placeholder: question.prompt,
    ignoreFocusOut: true,
    items: question.choices,
    matchOnDescription: true,
  });
  const begin = question.choices.find(({ id }) => id === question.value);
  if (begin) pick.activeItems = [begin];
  pick.buttons = page.step > 1 ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve, reject) => {
    settle(pick, resolve, reject);
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems[0];
      if (!chosen) return;
      resolve(chosen.id);
      pick.dispose();
    });
    pick.show();
  });
}

/** Back resolves; hiding without an answer cancels. A promise that is settled already stays as it is. */
function settle(
  input: vscode.InputBox | vscode.QuickPick<ChoiceQuestion['choices'][number]>,
  resolve: (answer: typeof BACK) => void,
  reject: (error: Error) => void,
): void {
  input.onDidTriggerButton(() => {
    resolve(BACK);
    input.dispose();
  });
  input.onDidHide(() => {
    reject(new vscode.CancellationError());
    input.dispose();
  });
}
