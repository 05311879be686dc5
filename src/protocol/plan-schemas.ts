import * as v from 'valibot';
import type { Schemas } from './check';
import type { planCommands, planRequests } from './plan-messages';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const text = v.pipe(v.string(), v.maxLength(1_000_000));
const nothing = v.null();
const key = v.pipe(v.string(), v.regex(/^[\w-]{4,64}$/));
const ofPlan = v.strictObject({ ref: name });

export const planCommandSchemas: Schemas<typeof planCommands> = {
  showPlan: v.strictObject({ ref: v.nullable(name) }),
  looksAt: v.strictObject({ plan: v.boolean() }),
  openArtifact: v.strictObject({ path: name }),
  compareArtifact: v.strictObject({ path: name }),
  openPrd: nothing,
  showDifference: nothing,
  openLink: v.strictObject({ href: v.pipe(v.string(), v.maxLength(10_000)) }),
  copyText: v.strictObject({ text }),
  proposeProject: nothing,
  signIn: v.strictObject({ profile: name }),
  testAgent: v.strictObject({ profile: name }),
  openSettings: nothing,
  showLog: nothing,
};

export const planRequestSchemas: Schemas<typeof planRequests> = {
  snapshot: nothing,
  earlier: v.strictObject({ slug: name }),
  earlierTalk: v.strictObject({ slug: name, session: name }),
  start: v.strictObject({ slug: name, profile: name, prompt: text, key, earlier: v.nullable(name) }),
  respond: v.strictObject({ ref: name, text, key }),
  wasHeard: v.strictObject({ ref: v.nullable(name), slug: v.nullable(name), key }),
  sendWaiting: ofPlan,
  takeBack: v.strictObject({ ref: name, n: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) }),
  retry: v.strictObject({ ref: name, anew: v.boolean() }),
  advance: v.strictObject({ ref: name, from: name }),
  back: v.strictObject({ ref: name, phase: name, reason: text }),
  stop: ofPlan,
  answer: v.strictObject({ ref: name, id: name, option: name }),
  useProfile: v.strictObject({ ref: name, name }),
  finalize: ofPlan,
  approveFinal: ofPlan,
  dropFinal: ofPlan,
  cancel: ofPlan,
  resume: ofPlan,
};
