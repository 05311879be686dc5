import os from 'node:os';
import { createMask, type Mask } from '../core/mask';

const SECRET_NAME = /key|token|secret|password|passwd|credential/i;

/** Hides this machine's home and the values of variables that are named like secrets, wherever they come from. */
export function systemMask(...environments: readonly Readonly<Record<string, string | undefined>>[]): Mask {
  const secrets = environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value]) => (value && SECRET_NAME.test(name) ? [value] : [])),
  );
  return createMask({ homes: [os.homedir()], secrets });
}
