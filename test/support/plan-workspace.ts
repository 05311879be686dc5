import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ledgerOf } from '../../src/adapters/ledger-home';
import { createRunners } from '../../src/adapters/planning';
import { runnerStream } from '../../src/core/runner/runner';
import { LedgerUnavailable } from '../../src/ports/ledger';
import { CommandLine } from './cli';

const PRD = {
  project: 'shop',
  branchName: 'ralph/shop',
  userStories: [{ id: 'US-001', title: 'Sell tea', passes: false, priority: 1, acceptanceCriteria: [] }],
};

/** A workspace with the project `shop` and these profiles; the first one is used when none is named. */
export class PlanWorkspace extends CommandLine {
  /** What programs in this workspace are started with, beside what they inherit. */
  readonly env: NodeJS.ProcessEnv;
  readonly #config: string;

  constructor(profiles: readonly object[] = [], env: NodeJS.ProcessEnv = {}) {
    // Profiles are the person's own here: those of a workspace would have to be allowed first.
    const config = fs.mkdtempSync(path.join(os.tmpdir(), 'signalbox-config-'));
    const own = { SIGNALBOX_DEMO_DELAY_MS: '1', XDG_CONFIG_HOME: config, ...env };
    super(own);
    this.env = own;
    this.#config = config;
    fs.mkdirSync(path.join(this.workspace, 'shop/scripts/ralph'), { recursive: true });
    this.file('shop/scripts/ralph/prd.json', JSON.stringify(PRD));
    fs.mkdirSync(path.join(config, 'signalbox'));
    this.profiles(profiles);
  }

  profiles(profiles: readonly object[]): void {
    fs.writeFileSync(
      path.join(this.#config, 'signalbox/settings.json'),
      JSON.stringify({ 'signalbox.profiles': profiles }),
    );
  }

  path(...names: string[]): string {
    return path.join(this.workspace, ...names);
  }

  /** The demo agent under a name, at that pace. */
  static demo(name: string, delay: number, permissions: 'ask' | 'edits' = 'edits'): object {
    const env = { SIGNALBOX_DEMO_DELAY_MS: String(delay) };
    return { name, adapter: 'acp', command: 'signalbox-demo-agent', permissions, env };
  }

  override async dispose(): Promise<void> {
    // Runners wait for the next message for a while; they are ours to end.
    const ledger = ledgerOf(this.workspace, { env: {} });
    try {
      const runners = createRunners(ledger);
      for (const { stream } of await ledger.streams(runnerStream('')))
        await runners.stop(stream.slice(runnerStream('').length));
    } catch (error) {
      // A workspace whose ledger cannot be read has no runners.
      if (!(error instanceof LedgerUnavailable)) throw error;
    } finally {
      await ledger.close();
    }
    fs.rmSync(this.#config, { recursive: true, force: true });
    await super.dispose();
  }
}
