import type { PlanModel, ProfileChoice, ProjectChoice } from '../../src/protocol/plan';
import { planCommands, planRequests } from '../../src/protocol/plan-messages';
import { Button, ToolButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { type MenuItem, openMenu } from '../ui/menu';
import { Composer } from './composer';
import { ask, choice, drafts, refusal, send, setDraft } from './store';

/** Where a plan begins: what it is for in one sentence, which project, which agent, and what is wanted. */
export function Start({ model }: { readonly model: PlanModel }) {
  const { projects, profiles, plans } = model;
  const project =
    projects.find(({ slug }) => slug === choice.value.slug) ?? projects.find((each) => !each.committed) ?? projects[0];
  const profile = profiles.find(({ name }) => name === choice.value.profile) ?? profiles[0];
  const begin = async (prompt: string) => {
    if (!project || !profile) return;
    const begun = await ask(planRequests.start, { slug: project.slug, profile: profile.name, prompt });
    if (begun.ok) setDraft('', '');
  };
  return (
    <div class="plan">
      <div class="start">
        <Icon name="comment-discussion" />
        <h1 class="start__title">{t('Plan a project with an agent')}</h1>
        <p class="second">
          {t(
            'Say what you want: the agent asks, designs and writes the stories, and you approve before anything runs.',
          )}
        </p>
        {project && profile ? (
          <dl class="start__choices">
            <dt>{t('Project')}</dt>
            <dd>
              <ToolButton boxed opens="menu" onClick={(event) => chooseProject(event, projects, project.slug)}>
                {project.slug}
              </ToolButton>
            </dd>
            <dt>{t('Agent')}</dt>
            <dd>
              <ToolButton boxed opens="menu" onClick={(event) => chooseProfile(event, profiles, profile.name)}>
                {profileWords(profile)}
              </ToolButton>
            </dd>
          </dl>
        ) : (
          <div class="start__none">
            <p>{t('There is no project here yet.')}</p>
            <Button primary onClick={() => send(planCommands.proposeProject, null)}>
              {t('Propose a Project')}
            </Button>
          </div>
        )}
        {profile?.isDemo ? (
          <p class="start__hint second">
            {t(
              'No agent was found on this machine, so this is the built-in demo: it calls no model and needs no account.',
            )}
          </p>
        ) : null}
        {plans.length > 0 ? (
          <section class="start__plans" aria-label={t('Plans')}>
            <h2 class="section">{t('Plans')}</h2>
            {plans.slice(0, 8).map((plan) => (
              <button
                type="button"
                class="row"
                key={plan.ref}
                onClick={() => send(planCommands.showPlan, { ref: plan.ref })}
              >
                <Icon
                  name={
                    plan.status === 'complete'
                      ? 'pass'
                      : plan.status === 'active'
                        ? 'comment-discussion'
                        : 'circle-slash'
                  }
                />
                <span class="clip">{plan.slug}</span>
                <span class="second">
                  {plan.running ? t('answering') : plan.status === 'active' ? plan.phase : plan.status}
                </span>
              </button>
            ))}
          </section>
        ) : null}
      </div>
      {refusal.value ? <Refused text={refusal.value} /> : null}
      {project && profile ? (
        <Composer
          value={drafts.value[''] ?? ''}
          onInput={(text) => setDraft('', text)}
          onSend={begin}
          placeholder={project.description || t('What do you want to build?')}
          action={project.committed ? t('Re-plan') : t('Start')}
          allowEmpty={project.description !== ''}
          past={[]}
        />
      ) : null}
    </div>
  );
}

export function Refused({ text }: { readonly text: string }) {
  return (
    <p class="refused" role="alert">
      <Icon name="error" tone="error" /> <span>{text}</span>
    </p>
  );
}

function chooseProject({ currentTarget }: MouseEvent, projects: readonly ProjectChoice[], chosen: string): void {
  openMenu(() => ({
    label: t('Project'),
    at: currentTarget as Element,
    filter: { placeholder: t('Find a project') },
    items: projects.map(
      ({ slug, committed }): MenuItem => ({
        id: slug,
        label: slug,
        detail: committed ? t('has a plan') : undefined,
        checked: slug === chosen,
        run: () => {
          choice.value = { ...choice.value, slug };
        },
      }),
    ),
  }));
}

export function profileWords({ name, isDemo }: ProfileChoice): string {
  return isDemo ? t('{0} (no model)', name) : name;
}

function chooseProfile({ currentTarget }: MouseEvent, profiles: readonly ProfileChoice[], chosen: string): void {
  openMenu(() => ({
    label: t('Agent'),
    at: currentTarget as Element,
    items: profiles.map(
      (profile): MenuItem => ({
        id: profile.name,
        label: profileWords(profile),
        detail: profile.adapter,
        checked: profile.name === chosen,
        run: () => {
          choice.value = { ...choice.value, profile: profile.name };
        },
      }),
    ),
  }));
}
