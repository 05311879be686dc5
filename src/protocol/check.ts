import { type GenericSchema, getDotPath, safeParse } from 'valibot';
import { ok, refuse } from '../core/result';
import { asIs } from '../core/sentence';
import type { Check } from './endpoint';
import type { MessageGroup, PayloadOf } from './messages';

/** One schema for each message of a group; its output must be the message's payload. */
export type Schemas<G extends MessageGroup> = { readonly [K in keyof G]: GenericSchema<unknown, PayloadOf<G[K]>> };

/** What the host lets in: everything that a webview says goes through here. Webviews do not import this file. */
export function checksOf<G extends MessageGroup>(schemas: Schemas<G>): Record<keyof G, Check> {
  const checks = {} as Record<keyof G, Check>;
  for (const key of Object.keys(schemas) as (keyof G)[]) {
    const schema = schemas[key];
    checks[key] = (payload) => {
      const result = safeParse(schema, payload);
      if (result.success) return ok(result.output);
      const [first] = result.issues;
      return refuse('invalid_payload', asIs(`${getDotPath(first) ?? 'payload'}: ${first.message}`.slice(0, 300)));
    };
  }
  return checks;
}
