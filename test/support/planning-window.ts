import type { FrameLocator, Locator } from 'playwright-core';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createRunners } from '../../src/adapters/planning';

/** Runners outlive the window, and wait for more to do. */
export async function stopRunners(workspace: string): Promise<void> {
  const ledger = ledgerOf(workspace, { env: {} });
  for (const { stream } of await ledger.streams('runner/'))
    await createRunners(ledger).stop(stream.slice('runner/'.length));
  await ledger.close();
}

/** What a person does in the planning view of a real window. */
export class PlanningView {
  readonly #frame: () => FrameLocator;

  constructor(frame: () => FrameLocator) {
    this.#frame = frame;
  }

  /** In the page itself, and not in the picture of it that is there first after a reload. */
  find(selector: string, hasText?: string | RegExp): Locator {
    return this.#frame()
      .locator('#app')
      .locator(selector, hasText === undefined ? {} : { hasText });
  }

  /** One that takes a click. */
  button(name: string): Locator {
    return this.find('vscode-button:not([disabled])', name).first();
  }

  get field(): Locator {
    return this.find('.composer__field');
  }

  /** Where a plan begins, with this project and this agent. */
  async choose(project: string, agent: string): Promise<void> {
    await this.#pick(0, project);
    await this.#pick(1, agent);
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** No answer is under way, and no message. */
  async idle(): Promise<void> {
    await this.find('.composer vscode-button', /^\s*Send\s*$/).waitFor();
  }

  async #pick(at: number, name: string): Promise<void> {
    const button = this.find('.start__choices .tool-button').nth(at);
    if (((await button.textContent()) ?? '').startsWith(name)) return;
    await button.click();
    await this.find('.menu__label', name).first().click();
  }
}
