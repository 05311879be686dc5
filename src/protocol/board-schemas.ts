import * as v from 'valibot';
import { BLOCK_KINDS, WORKSPACE_KINDS } from '../core/board/model';
import { MADE_VERBS } from './board';
import type { boardCommands, boardRequests } from './board-messages';
import type { Schemas } from './check';

/** Bounds keep a broken or hostile page from filling memory; the core has the real limits and says them better. */
const MANY = 100_000;
const LONG_TEXT = 1_000_000;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const ids = v.pipe(v.array(id), v.maxLength(MANY));
const line = v.pipe(v.string(), v.maxLength(10_000));
const text = v.pipe(v.string(), v.maxLength(LONG_TEXT));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MANY));
const moment = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(8.64e15));
const whole = v.pipe(v.number(), v.integer(), v.minValue(Number.MIN_SAFE_INTEGER), v.maxValue(Number.MAX_SAFE_INTEGER));
const skills = v.pipe(v.array(line), v.maxLength(1000));
const workspace = v.picklist(WORKSPACE_KINDS);
const maybe = v.exactOptional;

const newTask = v.strictObject({
  title: line,
  body: maybe(text),
  column: maybe(id),
  assignee: maybe(line),
  priority: maybe(whole),
  tenant: maybe(line),
  project: maybe(line),
  story: maybe(line),
  parents: maybe(ids),
  scheduledAt: maybe(moment),
  workspace: maybe(workspace),
  workspacePath: maybe(line),
  skills: maybe(skills),
  maxRetries: maybe(whole),
  maxRuntimeSeconds: maybe(whole),
  key: maybe(id),
  board: maybe(id),
});

const taskEdit = v.strictObject({
  title: maybe(line),
  body: maybe(text),
  assignee: maybe(v.nullable(line)),
  priority: maybe(whole),
  tenant: maybe(v.nullable(line)),
  project: maybe(v.nullable(line)),
  story: maybe(v.nullable(line)),
  scheduledAt: maybe(v.nullable(moment)),
  workspace: maybe(workspace),
  workspacePath: maybe(v.nullable(line)),
  skills: maybe(skills),
  maxRetries: maybe(v.nullable(whole)),
  maxRuntimeSeconds: maybe(v.nullable(whole)),
});

const look = {
  name: maybe(line),
  description: maybe(text),
  icon: maybe(v.nullable(id)),
  color: maybe(v.nullable(id)),
};

const one = v.strictObject({ id });
const several = v.strictObject({ ids });
const pair = v.strictObject({ parent: id, child: id });

const names = v.pipe(v.array(line), v.maxLength(1000));

const view = v.strictObject({
  text: line,
  assignees: names,
  tenants: names,
  priorities: v.pipe(v.array(whole), v.maxLength(1000)),
  attentionOnly: v.boolean(),
  archived: v.boolean(),
  lanes: v.picklist(['none', 'assignee', 'tenant', 'project']),
  folded: v.record(id, v.boolean()),
  foldedLanes: names,
  attentionOpen: v.boolean(),
});

export const boardCommandSchemas: Schemas<typeof boardCommands> = {
  rememberView: view,
  showLinks: v.strictObject({ id, count: whole }),
  openCard: v.strictObject({ id: v.nullable(id) }),
  openLink: v.strictObject({ href: line }),
  openLog: one,
  openSource: one,
  takeOffer: v.strictObject({ id, verb: v.picklist(MADE_VERBS) }),
  newPlan: v.null(),
  copyText: v.strictObject({ text }),
};

export const boardRequestSchemas: Schemas<typeof boardRequests> = {
  snapshot: v.null(),
  create: newTask,
  edit: v.strictObject({ id, change: taskEdit }),
  move: v.strictObject({ ids, to: id, at: maybe(moment), from: maybe(v.record(id, id)) }),
  whereTo: several,
  bulk: v.strictObject({
    ids,
    change: v.strictObject({
      status: maybe(id),
      assignee: maybe(v.nullable(line)),
      priority: maybe(whole),
      tenant: maybe(v.nullable(line)),
      project: maybe(v.nullable(line)),
      archive: maybe(v.literal(true)),
    }),
  }),
  comment: v.strictObject({ id, text, after: maybe(whole) }),
  link: pair,
  unlink: pair,
  block: v.strictObject({ id, reason: text, kind: v.picklist(BLOCK_KINDS) }),
  unblock: one,
  complete: v.strictObject({ id, summary: text }),
  requestChanges: v.strictObject({ id, reason: text }),
  reclaim: one,
  archive: several,
  restore: several,
  undo: v.null(),
  createBoard: v.strictObject({ slug: id, ...look }),
  editBoard: v.strictObject({ ref: id, change: v.strictObject(look) }),
  archiveBoard: v.strictObject({ ref: id }),
  useBoard: v.strictObject({ ref: id }),
  findCards: v.strictObject({ text: line, not: id, limit: count }),
  findProjects: v.strictObject({ text: line, limit: count }),
  earlier: v.strictObject({ id, of: v.picklist(['comments', 'events', 'runs']), before: whole, limit: count }),
  timeline: v.strictObject({ limit: count }),
  travel: v.strictObject({
    to: v.union([
      v.strictObject({ at: moment }),
      v.strictObject({ seq: whole }),
      v.strictObject({ step: whole }),
      v.literal('now'),
    ]),
  }),
};
