import * as vscode from 'vscode';
import type { PermissionOption } from '../../core/agent/event';
import { refuse } from '../../core/result';
import { say } from '../../core/sentence';
import type { Projects } from '../../services/projects/api';
import { subjectOf } from '../attention/sources';
import type { plans as catalogue } from '../catalogue/plans';
import type { Shown } from '../commands';
import { projectsOf } from '../projects/targets';
import { t } from '../translate';
import { answerFrom, optionFor } from './answer';
import type { PlansAttention, WaitingPlan } from './attention';
import type { WindowDesk } from './desk';
import { beginFinal } from './finalize';
import { cancelPlan } from './handlers';
import { PlanNotices } from './notify';
import { PLAN_VIEW, PlanView, type PlanViewParts } from './view';

/** The planning view and its commands. No ledger is opened and no agent looked for before the view is seen. */
export function registerPlans(
  parts: PlanViewParts & {
    readonly projects: Projects;
    readonly desk: WindowDesk;
    readonly waiting: PlansAttention;
  },
): { readonly slug: string | undefined } {
  const { shell, desk, projects, waiting } = parts;
  const view = new PlanView(parts);
  const onShown = async (work: typeof cancelPlan) => {
    const shown = view.session?.shown;
    return shown ? work(shown.planning, shown.plan.id, shown.plan.slug) : refuse('not_found', say('No plan is open.'));
  };
  const answer = (
    argument: unknown,
    choose: (options: readonly PermissionOption[]) => PermissionOption | undefined,
  ) => {
    const waits = subjectOf(argument) as WaitingPlan | undefined;
    if (waits?.request === undefined) return refuse('not_found', say('Choose a question in Needs You first.'));
    return answerFrom(desk, waits.plan, waits.request, choose);
  };
  shell.own(vscode.window.registerWebviewViewProvider(PLAN_VIEW, view));
  const notices = new PlanNotices({
    clock: parts.clock,
    show: (message: Shown) => void shell.commands.show(message),
    t,
    isSeen: (ref: string) => view.isSeen(ref),
    isShown: (ref: string) => view.isShown(ref),
    open: (ref: string) => view.show(ref),
    answer: (ref: string, request: string, option: string) =>
      answerFrom(desk, ref, request, (options) => options.find(({ id }) => id === option)),
  });
  shell.own(waiting.onPlan((change) => notices.changed(change)));
  shell.own(view.onOutOfSight(() => notices.outOfSight()));
  shell.own(
    shell.commands.register<typeof catalogue>({
      'signalbox.plans.open': async (argument: unknown) => {
        const [project] = projectsOf(projects, argument, undefined);
        const { plans } = await desk.lists();
        const slug = project?.record.slug;
        const known = plans.find((plan) => (slug === undefined ? plan.status === 'active' : plan.slug === slug));
        await view.show(known?.ref ?? null);
      },
      'signalbox.plans.show': (ref: unknown) => view.show(typeof ref === 'string' ? ref : null),
      'signalbox.plans.allow': (argument: unknown) => answer(argument, (options) => optionFor(options, 'allow')),
      'signalbox.plans.deny': (argument: unknown) => answer(argument, (options) => optionFor(options, 'deny')),
      'signalbox.plans.new': () => view.show(null),
      'signalbox.plans.all': () => view.showAll(),
      'signalbox.plans.finalize': async () => {
        const { session } = view;
        if (!session?.shown) return refuse('not_found', say('No plan is open.'));
        await view.reveal();
        return beginFinal(session);
      },
      'signalbox.plans.cancel': () => onShown(cancelPlan),
    }),
  );
  return {
    /** The project whose plan is on show. */
    get slug() {
      return view.session?.shown?.plan.slug;
    },
  };
}
