import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
    for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (Number(pid) === process.pid || !cwdOf(Number(pid))?.startsWith(this.workspace)) continue;
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        fs.rmSync(this.workspace, { recursive: true, force: true });
        break;
      } catch {
        await sleep(20);
      }
    }
    fs.rmSync(this.#config, { recursive: true, force: true });
    await super.dispose();
  }
}

function cwdOf(pid: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
