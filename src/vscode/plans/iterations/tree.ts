import * as vscode from 'vscode';
import type { Iteration, IterationSession } from '../../../core/iteration/model';
import { sameList } from '../../../core/lists';
import type { Disposable } from '../../../ports/disposable';
import type { PlanRef } from '../../../protocol/plan';
import { rowItem } from '../../rows';
import { t } from '../../translate';
import { doingNow, iterationRow, planRow, sessionRow, stepRow, waitingFor } from './appearance';
import type { ShownIteration } from './diff';
import type { PlanRows } from './plan-rows';
import { speech } from './speech';
import { iterationTooltip, sessionTooltip, stepTooltip } from './tooltips';
import { type IterationRef, keyOf, type SessionRef, type WindowIterations } from './window';

export const PLANS_VIEW = 'signalbox.plans';

/** Rows name what they stand for; what is said about it is looked up when it is drawn. */
export interface SessionNode extends SessionRef {
  readonly kind: 'session';
}
export interface IterationNode extends IterationRef {
  readonly kind: 'iteration';
  readonly parent: SessionNode;
}
export interface StepNode {
  readonly kind: 'step';
  readonly parent: IterationNode;
  readonly index: number;
}
/** A conversation; it opens in the planning view. */
export interface PlanNode {
  readonly kind: 'plan';
  readonly ref: PlanRef;
}
export type PlansNode = PlanNode | SessionNode | IterationNode | StepNode;

/** The last steps of an iteration; the transcript has them all. */
const MOST_STEPS = 30;

/** All sessions, newest first, their iterations, and what the agent does in each. */
export class PlansTree implements vscode.TreeDataProvider<PlansNode>, Disposable {
  readonly #window: WindowIterations;
  readonly #shown: ShownIteration;
  readonly #plans: PlanRows;
  readonly #nodes = new Map<string, PlansNode>();
  readonly #changed = new vscode.EventEmitter<PlansNode | undefined>();
  readonly #disposables: Disposable[];
  /** Sessions that ran while this window looked on: they are open, and stay so when they end. */
  readonly #live = new Set<string>();
  /** Keys of the rows without a parent, as they stand on the screen. */
  #listed: readonly string[] = [];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(window: WindowIterations, shown: ShownIteration, plans: PlanRows) {
    this.#window = window;
    this.#shown = shown;
    this.#plans = plans;
    this.#disposables = [
      this.#changed,
      window.onChange((keys) => this.#refresh(keys)),
      shown.onChange((refs) => this.#draw(refs.map((ref) => `${keyOf(ref)}#${ref.n}`))),
      plans.onChange((refs) => this.#refresh(new Set([...refs].map(planKey)))),
    ];
  }

  nodeOf(ref: SessionRef): SessionNode {
    return this.#keep(keyOf(ref), { kind: 'session', folder: ref.folder, id: ref.id });
  }

  getChildren(parent?: PlansNode): PlansNode[] {
    if (!parent) {
      const roots = this.#roots();
      this.#listed = roots.map(({ key }) => key);
      return roots.map(({ node }) => node);
    }
    if (parent.kind === 'session') {
      return (this.#window.session(parent)?.done ?? []).map(({ n }) => this.#iterationNode(parent, n));
    }
    return parent.kind === 'iteration' ? this.#steps(parent).map((index) => this.#stepNode(parent, index)) : [];
  }

  getParent(node: PlansNode): PlansNode | undefined {
    return 'parent' in node ? node.parent : undefined;
  }

  getTreeItem(node: PlansNode): vscode.TreeItem {
    if (node.kind === 'step') return this.#stepItem(node);
    if (node.kind === 'plan') return this.#planItem(node);
    const session = this.#window.session(node);
    if (!session) return new vscode.TreeItem('');
    if (node.kind === 'session') {
      if (session.status === 'running') this.#live.add(keyOf(node));
      return sessionItem(node, session, this.#live.has(keyOf(node)));
    }
    const iteration = session.done.find(({ n }) => n === node.n);
    return iteration ? this.#iterationItem(node, session, iteration) : new vscode.TreeItem('');
  }

  resolveTreeItem(item: vscode.TreeItem, node: PlansNode): vscode.TreeItem {
    if (node.kind === 'step') {
      const step = this.#window.steps(node.parent)[node.index];
      item.tooltip = step && stepTooltip(step, t);
      return item;
    }
    if (node.kind === 'plan') return item;
    const session = this.#window.session(node);
    const iteration = node.kind === 'iteration' && session?.done.find(({ n }) => n === node.n);
    if (session) item.tooltip = iteration ? iterationTooltip(iteration, speech()) : sessionTooltip(session, speech());
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Conversations and iterations together, what was last begun or said first. */
  #roots(): { readonly key: string; readonly node: PlansNode }[] {
    const sessions = this.#window
      .all()
      .map((each) => ({ at: each.begunAt, key: keyOf(each), node: this.nodeOf(each) }));
    const plans = this.#plans.rows.map(({ ref, updatedAt }) => ({
      at: updatedAt,
      key: planKey(ref),
      node: this.#keep<PlanNode>(planKey(ref), { kind: 'plan', ref }),
    }));
    return [...sessions, ...plans].sort((a, b) => b.at - a.at);
  }

  #planItem({ ref }: PlanNode): vscode.TreeItem {
    const plan = this.#plans.row(ref);
    if (!plan) return new vscode.TreeItem('');
    const item = rowItem(planKey(ref), planRow(plan, speech()));
    item.contextValue = 'plan';
    if (plan.excerpt) item.tooltip = plan.excerpt;
    item.command = { command: 'signalbox.plans.show', title: t('Open Plan'), arguments: [ref] };
    return item;
  }

  #iterationItem(node: IterationNode, session: IterationSession, iteration: Iteration): vscode.TreeItem {
    const steps = this.#window.steps(node);
    const said = { doing: doingNow(steps, node.n, t), shown: this.#shown.is(node) };
    const item = rowItem(`${keyOf(node)}#${node.n}`, iterationRow(iteration, said, speech()));
    item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
    item.contextValue = `iteration ${session.status}`;
    item.command = {
      command: 'signalbox.iterations.show',
      title: t('Show Changes'),
      arguments: [node, { preserveFocus: true }],
    };
    return item;
  }

  #stepItem({ parent, index }: StepNode): vscode.TreeItem {
    const step = this.#window.steps(parent)[index];
    if (!step) return new vscode.TreeItem('');
    const item = rowItem(`${keyOf(parent)}#${parent.n}#${index}`, stepRow(step, speech()));
    item.contextValue = 'step';
    item.command = { command: 'signalbox.iterations.transcript', title: t('Show'), arguments: [parent.parent] };
    return item;
  }

  #steps({ n, ...ref }: IterationNode): readonly number[] {
    return [...this.#window.steps(ref).entries()]
      .filter(([, step]) => step.iteration === n)
      .map(([index]) => index)
      .slice(-MOST_STEPS);
  }

  /** The whole list only when its order or its members differ; else the rows that changed. */
  #refresh(keys: ReadonlySet<string>): void {
    const keysNow = this.#roots().map(({ key }) => key);
    if (sameList(keysNow, this.#listed) && keys.size > 0) this.#draw([...keys]);
    else this.#changed.fire(undefined);
  }

  #draw(keys: readonly string[]): void {
    for (const key of keys) {
      const node = this.#nodes.get(key);
      if (node) this.#changed.fire(node);
    }
  }

  #iterationNode(parent: SessionNode, n: number): IterationNode {
    const { folder, id } = parent;
    return this.#keep(`${keyOf(parent)}#${n}`, { kind: 'iteration', folder, id, n, parent });
  }

  #stepNode(parent: IterationNode, index: number): StepNode {
    return this.#keep(`${keyOf(parent)}#${parent.n}#${index}`, { kind: 'step', parent, index });
  }

  /** One object a row, so that rows can be refreshed one by one. */
  #keep<N extends PlansNode>(key: string, fresh: N): N {
    const known = this.#nodes.get(key);
    if (known) return known as N;
    this.#nodes.set(key, fresh);
    return fresh;
  }
}

const planKey = (ref: PlanRef) => `plan:${ref}`;

function sessionItem(node: SessionNode, session: IterationSession, live: boolean): vscode.TreeItem {
  const item = rowItem(keyOf(node), sessionRow(session, speech()));
  const running = session.status === 'running';
  const { Expanded, Collapsed, None } = vscode.TreeItemCollapsibleState;
  item.collapsibleState = live ? Expanded : session.done.length > 0 ? Collapsed : None;
  const words = ['session', running ? 'running' : 'over', session.done.length > 0 && !running && 'hasBackup'];
  item.contextValue = [...words, waitingFor(session).length > 0 && 'asks'].filter(Boolean).join(' ');
  return item;
}
