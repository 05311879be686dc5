import type { PlanModel, ProjectChoice } from '../../src/protocol/plan';
import { planCommands } from '../../src/protocol/plan-messages';
import { Button, Chip, ToolButton } from '../ui/controls';
import { Icon } from '../ui/icon';
import { t } from '../ui/l10n';
import { type MenuItem, openMenu } from '../ui/menu';
import { chooseAgent } from './agents';
import { Composer } from './composer';
import { sentFrom, setDraft, textOf } from './drafts';
import { EarlierTalks } from './earlier';
import { PlanLine } from './plan-rows';
import { profileWords } from './profile-words';
import { Refused } from './refused';
import { start } from './say';
import { choice, forgetRefusal, place, refusal, send } from './store';

/** More are in the list of all plans. */
const NEWEST = 5;

/** Where a plan begins: what it is for in one sentence, which project, which agent, and what is wanted. */
export function Start({ model }: { readonly model: PlanModel }) {
  const { projects, profiles, plans } = model;
  const project =
    projects.find(({ slug }) => slug === choice.value.slug) ?? projects.find((each) => !each.committed) ?? projects[0];
  const profile = profiles.find(({ name }) => name === choice.value.profile) ?? profiles[0];
  // A conversation belongs to its project.
  const earlier = choice.value.slug === project?.slug ? choice.value.earlier : undefined;
  const sent = sentFrom('');
  const begin = async () => {
    if (!project || !profile) return;
    const plan = { slug: project.slug, profile: profile.name, earlier: earlier?.session ?? null };
    // What the project was proposed with is what is wanted, where nothing else is said.
    const begun = await start(plan, earlier ? '' : project.description);
    if (begun) choice.value = { profile: profile.name };
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
              <ToolButton
                boxed
                opens="menu"
                onClick={(event) => chooseAgent(event, profiles, profile.name, chooseProfile)}
              >
                {profileWords(profile)}
              </ToolButton>
            </dd>
          </dl>
        ) : (
          <div class="start__none">
            <p>{t('There is no project here yet: begin with a short name and a sentence about what you want.')}</p>
            <Button primary onClick={() => send(planCommands.proposeProject, null)}>
              {t('Propose a Project')}
            </Button>
          </div>
        )}
        {project && profile?.isDemo ? (
          <p class="start__hint second">
            {profiles.length === 1
              ? t(
                  'No agent was found on this machine, so this is the built-in demo: it calls no model and needs no account. Claude Code, Codex, Gemini CLI and opencode are found once they are installed.',
                )
              : t('This is the built-in demo: it calls no model and needs no account.')}
          </p>
        ) : null}
        {plans.some(({ slug }) => slug === project?.slug) || !project ? null : <EarlierTalks slug={project.slug} />}
        {plans.length > 0 ? (
          <section class="start__plans" aria-label={t('Plans')}>
            <h2 class="section">{t('Plans')}</h2>
            {plans.slice(0, NEWEST).map((plan) => (
              <PlanLine key={plan.ref} plan={plan} />
            ))}
            {plans.length > NEWEST ? (
              <button
                type="button"
                class="row link"
                onClick={() => {
                  place.value = { at: 'all' };
                }}
              >
                {t('All {0} plans', plans.length)}
              </button>
            ) : null}
          </section>
        ) : null}
      </div>
      {refusal.value ? <Refused text={refusal.value} onClose={forgetRefusal} /> : null}
      {project && profile ? (
        <Composer
          value={sent?.text ?? textOf('')}
          sending={sent !== undefined}
          onInput={(text) => setDraft('', text)}
          onSend={begin}
          placeholder={
            project.description
              ? t('What do you want? Left empty, it begins with: {0}', project.description)
              : t('What do you want to build?')
          }
          action={project.committed ? t('Re-plan') : t('Start')}
          allowEmpty={project.description !== '' || earlier !== undefined}
          past={[]}
        >
          {earlier ? (
            <Chip
              title={t('Do not go on from: {0}', earlier.title)}
              onRemove={() => {
                choice.value = { slug: project.slug, profile: profile.name };
              }}
            >
              {t('Goes on from: {0}', earlier.title)}
            </Chip>
          ) : null}
        </Composer>
      ) : null}
    </div>
  );
}

function chooseProfile(profile: string): void {
  choice.value = { ...choice.value, profile };
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
