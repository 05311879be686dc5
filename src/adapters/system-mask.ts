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
  const values = environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value]) => (value && SECRET_NAME.test(name) ? [value] : [])),
  );
  return [...new Set(values.flatMap(writings))];
}

/** As it is, and as it stands in JSON, in an address and in a header. */
function writings(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), base64];
}
