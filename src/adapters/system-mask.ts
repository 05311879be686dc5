import os from 'node:os';
import { createMask, type Mask } from '../core/mask';

const SECRET_NAME = /key|token|secret|password|passwd|credential/i;

type Environment = Readonly<Record<string, string | undefined>>;

/** Hides this machine's home and the values of variables that are named like secrets, wherever they come from. */
export function systemMask(...environments: readonly Environment[]): Mask {
  return createMask({ homes: [os.homedir()], secrets: secretsOf(environments) });
}

/** The same without the home: for what programs read, which need their paths whole. */
export function secretMask(...environments: readonly Environment[]): Mask {
  return createMask({ secrets: secretsOf(environments) });
}

function secretsOf(environments: readonly Environment[]): readonly string[] {
  return environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value]) => (value && SECRET_NAME.test(name) ? [value] : [])),
  );
}
