import * as vscode from 'vscode';
import type { Mask } from '../core/mask';
import { type Refusal, refuse } from '../core/result';
import { say } from '../core/sentence';
import { tellMessage } from '../core/translate';
import type { Disposable } from '../ports/disposable';
import type { Log } from '../ports/log';
import type { Feature } from './catalogue/types';
import { t } from './translate';

/** A handler answers with a refusal, or with anything else when it is done. */
export type Handler = (...args: never[]) => unknown;

/** One handler for each command of a feature: none missing, none too many. */
export type Handlers<F extends Feature> = { readonly [Id in keyof F['commands']]: Handler };

/** A button on a message. */
export interface NextStep {
  readonly title: string;
  run(): unknown;
}

/** `again` does once more what was refused. Undefined: nothing helps but the log. */
export type OfferedStep = (refusal: Refusal, again: () => unknown) => NextStep | undefined;

export interface Shown {
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly steps: readonly NextStep[];
}

/** The one boundary of all commands: what a handler refuses or throws is told here, and nowhere else. */
export class Commands {
  readonly #log: Log;
  readonly #needsTrust: (id: string) => boolean;
  readonly #mask: Mask;
  readonly #nextSteps = new Map<string, OfferedStep>();

  constructor(log: Log, needsTrust: (id: string) => boolean, mask: Mask) {
    this.#log = log;
    this.#needsTrust = needsTrust;
    this.#mask = mask;
  }

  /** Says what helps against a refusal with this code. */
  offer(code: string, step: OfferedStep): void {
    this.#nextSteps.set(code, step);
  }

  register<F extends Feature>(handlers: Handlers<F>): Disposable {
    const entries = Object.entries(handlers) as [string, (...args: unknown[]) => unknown][];
    return vscode.Disposable.from(
      ...entries.map(([id, handler]) =>
        vscode.commands.registerCommand(id, (...args: unknown[]) =>
          this.run(id, () => (this.#needsTrust(id) ? trusted(() => handler(...args)) : handler(...args))),
        ),
      ),
    );
  }

  /** Runs what a person asked for and tells them when it did not work. Cancelling is no failure. */
  async run(name: string, work: () => unknown): Promise<unknown> {
    try {
      const answer = await work();
      if (!isRefused(answer)) return answer;
      this.#log.info(`${name} was refused: ${answer.refusal.code}: ${this.#mask(answer.refusal.message)}`);
      const step = this.#nextSteps.get(answer.refusal.code)?.(answer.refusal, work);
      void this.show({
        severity: 'warning',
        message: tellMessage(answer.refusal, t),
        steps: [step ?? this.#showLog()],
      });
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      this.#log.error(`${name} failed`, error);
      const reason = error instanceof Error ? error.message : String(error);
      void this.show({
        severity: 'error',
        message: t('Signalbox could not do this: {reason}', { reason }),
        steps: [this.#showLog()],
      });
    }
    return undefined;
  }

  /** Something that the person should know and did not ask for; the log says more. */
  warn(message: string): void {
    this.#log.warn(message);
    void this.show({ severity: 'warning', message, steps: [this.#showLog()] });
  }

  async show({ severity, message, steps }: Shown): Promise<void> {
    const titles = steps.map((step) => step.title);
    const show =
      severity === 'error'
        ? vscode.window.showErrorMessage
        : severity === 'warning'
          ? vscode.window.showWarningMessage
          : vscode.window.showInformationMessage;
    const chosen = await show(this.#mask(message), ...titles);
    const step = steps.find((each) => each.title === chosen);
    if (step) await this.run(step.title, () => step.run());
  }

  #showLog(): NextStep {
    return {
      title: t('Show Log'),
      run: () => vscode.commands.executeCommand('signalbox.showLog'),
    };
  }
}

/**
 * For what a row runs when it is clicked. It cannot be left to the manifest: VS Code says nothing when a row's command is
 * not enabled, and while a window starts it takes every workspace for untrusted.
 */
export function trusted(work: () => unknown): unknown {
  if (vscode.workspace.isTrusted) return work();
  return refuse('untrusted_workspace', say('Signalbox only reads while this workspace is not trusted.'));
}

function isRefused(answer: unknown): answer is { readonly ok: false; readonly refusal: Refusal } {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false && 'refusal' in answer;
}
