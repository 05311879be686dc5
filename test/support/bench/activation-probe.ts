// Loaded by the extension host in place of tests: writes down what VS Code itself measured of the activation.
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

interface Mark {
  readonly name: string;
  readonly startTime: number;
}

export interface Activation {
  /** Reading and running the bundle. */
  readonly load: number;
  /** Calling `activate()` until it has answered. */
  readonly activate: number;
}

export type Activations = Readonly<Record<string, Activation>>;

export async function run(): Promise<void> {
  const ids = (process.env.SIGNALBOX_PROBE_IDS ?? '').split(',');
  for (let waited = 0; waited < 60_000 && !activationOf(ids[0] ?? ''); waited += 50) await delay(50);
  const found = ids.flatMap((id) => {
    const activation = activationOf(id);
    return activation ? [[id, activation]] : [];
  });
  fs.writeFileSync(process.env.SIGNALBOX_PROBE ?? '', JSON.stringify(Object.fromEntries(found)));
}

function activationOf(id: string): Activation | undefined {
  const { MonacoPerformanceMarks } = globalThis as unknown as {
    MonacoPerformanceMarks: { getMarks(): readonly Mark[] };
  };
  const marks = new Map(MonacoPerformanceMarks.getMarks().map(({ name, startTime }) => [name, startTime]));
  const between = (from: string, to: string) => {
    const [start, end] = [from, to].map((name) => marks.get(`code/extHost/${name}/${id}`));
    return start === undefined || end === undefined ? undefined : end - start;
  };
  const load = between('willLoadExtensionCode', 'didLoadExtensionCode');
  const activate = between('willActivateExtension', 'didActivateExtension');
  return load === undefined || activate === undefined ? undefined : { load, activate };
}
