// Loaded by the extension host: runs the bundled editor tests there.
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { artifact } from '../artifacts';
import { onFailed } from '../failures';
import { type MochaJob, runMocha } from './mocha-lines';

export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  process.chdir(process.env.SIGNALBOX_TEST_ROOT ?? '');
  const job = JSON.parse(process.env.SIGNALBOX_TEST_JOB ?? '') as MochaJob;
  let picture = Promise.resolve();
  // Before the test's own hooks put everything away.
  onFailed((title) => {
    picture = picture.then(() => shoot(title));
  });
  const failures = await runMocha(job, (mocha) => {
    mocha.suite.afterEach('keeps a picture of a failure', () => picture);
  });
  if (failures) throw new Error(`${failures} tests failed`);
}

/** The launcher of the rig reads the host's console and takes the picture; on desktop VS Code nobody does. */
async function shoot(title: string): Promise<void> {
  const file = artifact(title, 'png');
  console.log(`signalbox-test-shot:${file}`);
  for (let waited = 0; waited < 20_000 && !existsSync(file); waited += 100) await delay(100);
}
