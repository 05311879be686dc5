import fs from 'node:fs';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { ensureRig } from './install';

/** The editor in which the tests of the extension host run. */
export type EditorChoice =
  | { readonly kind: 'desktop'; readonly executable: string; readonly why: string }
  | { readonly kind: 'rig'; readonly main: string; readonly why: string };

const DOWNLOADS = 'https://update.code.visualstudio.com/api/releases/stable';
const RECORD = '.vscode-test/editor.json';
/** The newest VS Code that the tests were written against. */
const DESKTOP_VERSION = '1.139.1';

/**
 * Desktop VS Code where it can be downloaded and shown, else the one from the npm registry. What was decided stays in
 * .vscode-test/editor.json (delete it to decide anew); SIGNALBOX_TEST_EDITOR=desktop|rig overrides.
 */
export async function chooseEditor(say: (line: string) => void): Promise<EditorChoice> {
  const wish = process.env.SIGNALBOX_TEST_EDITOR;
  const asked = wish === 'desktop' || wish === 'rig';
  const { kind, why }: Decision = asked ? { kind: wish, why: 'it was asked for' } : await decide();
  if (kind === 'desktop') {
    try {
      return { kind, executable: await downloadAndUnzipVSCode({ version: DESKTOP_VERSION }), why };
    } catch (error) {
      if (wish) throw error;
      say(`Desktop VS Code could not be downloaded (${(error as Error).message}).`);
      record('rig', 'desktop VS Code could not be downloaded');
      return { kind: 'rig', main: await ensureRig(say), why: 'desktop VS Code could not be downloaded' };
    }
  }
  return { kind, main: await ensureRig(say), why };
}

interface Decision {
  readonly kind: EditorChoice['kind'];
  readonly why: string;
}

async function decide(): Promise<Decision> {
  if (fs.existsSync(RECORD)) return JSON.parse(fs.readFileSync(RECORD, 'utf8')) as Decision;
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display) return record('rig', 'there is no display');
  const reachable = await fetch(DOWNLOADS, { signal: AbortSignal.timeout(3000) }).then(
    (response) => response.ok,
    () => false,
  );
  return reachable
    ? record('desktop', `${new URL(DOWNLOADS).host} answers`)
    : record('rig', `${new URL(DOWNLOADS).host} does not answer`);
}

function record(kind: Decision['kind'], why: string): Decision {
  fs.mkdirSync('.vscode-test', { recursive: true });
  fs.writeFileSync(RECORD, `${JSON.stringify({ kind, why, decidedAt: new Date().toISOString() }, null, 2)}\n`);
  return { kind, why };
}
