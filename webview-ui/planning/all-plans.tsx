import { useState } from 'preact/hooks';
import type { PlanModel, PlanRow } from '../../src/protocol/plan';
import { money } from '../ui/ages';
import { Button, IconButton, ToolButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t, tn } from '../ui/l10n';
import { openMenu } from '../ui/menu';
import { PageHead } from './page-head';
import { PlanLine } from './plan-rows';
import { begin } from './store';

/** More are a click away: nobody reads hundreds of lines. */
const DRAWN = 100;

/** Every plan there is, newest first, of all projects or of one. */
export function AllPlans({ model }: { readonly model: PlanModel }) {
  const [project, setProject] = useState<string | null>(null);
  const [drawn, setDrawn] = useState(DRAWN);
  const slugs = [...new Set(model.plans.map(({ slug }) => slug))].sort();
  const shown = project === null ? model.plans : model.plans.filter(({ slug }) => slug === project);
  return (
    <div class="plan">
      <PageHead title={t('All plans')}>
        <IconButton icon="add" title={t('New plan')} onClick={() => begin({})} />
      </PageHead>
      {slugs.length > 1 ? (
        <div class="page-tools">
          <ToolButton
            boxed
            opens="menu"
            onClick={({ currentTarget }) =>
              openMenu(() => ({
                label: t('Project'),
                at: currentTarget as Element,
                filter: { placeholder: t('Find a project') },
                items: [null, ...slugs].map((slug) => ({
                  id: slug ?? '*',
                  label: slug ?? t('All projects'),
                  checked: slug === project,
                  run: () => setProject(slug),
                })),
              }))
            }
          >
            {project ?? t('All projects')}
          </ToolButton>
        </div>
      ) : null}
      {shown.length === 0 ? (
        <div class="page-body page-none">
          <p>{t('No plan yet. A plan is a conversation with an agent that ends with the stories of a project.')}</p>
          <Button primary onClick={() => begin({})}>
            {t('New Plan')}
          </Button>
        </div>
      ) : (
        <>
          <ul class="page-body" aria-label={t('Plans')}>
            {shown.slice(0, drawn).map((plan) => (
              <li key={plan.ref}>
                <PlanLine plan={plan} />
              </li>
            ))}
            {shown.length > drawn ? (
              <li>
                <button type="button" class="row second" onClick={() => setDrawn(drawn + DRAWN)}>
                  <Icon name="fold-down" /> {tn('{0} older plan', '{0} older plans', shown.length - drawn)}
                </button>
              </li>
            ) : null}
          </ul>
          <p class="page-foot second figures">{totals(shown)}</p>
        </>
      )}
    </div>
  );
}

function totals(plans: readonly PlanRow[]): string {
  const turns = plans.reduce((sum, plan) => sum + plan.turns, 0);
  const cost = plans.reduce((sum, plan) => sum + plan.costUsd, 0);
  return [tn('{0} plan', '{0} plans', plans.length), tn('{0} turn', '{0} turns', turns), cost > 0 ? money(cost) : '']
    .filter(Boolean)
    .join(' · ');
}
