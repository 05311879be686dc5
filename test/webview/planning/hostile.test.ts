import assert from 'node:assert/strict';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { headView, permission, planModel, shownPlan, trouble, turnView } from '../../support/sample-plan';

const answering = (text = '') =>
  planModel(
    shownPlan({
      head: headView({ artifacts: [] }),
      turns: [turnView(1, { status: 'running', endedAt: null, blocks: [{ kind: 'text', text }] })],
    }),
  );

describe('an agent that means no good', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  it('does not make the page stand still: megabytes without a line, brackets without end, quotes in quotes', async () => {
    plan = await openPlanningPage(answering());
    const { page, fake } = plan;
    const bombs = [
      'x'.repeat(200_000),
      '['.repeat(15_000),
      `${'> '.repeat(5_000)}deep`,
      '*a **b '.repeat(2_500),
      `|${'a|'.repeat(300)}\n|${'-|'.repeat(300)}\n${`|${'b|'.repeat(300)}\n`.repeat(20)}`,
      `${'- '.repeat(3_000)}list`,
      '\u202e\u0007\u001b]0;title\u0007'.repeat(2_000),
    ];
    for (const bomb of bombs) {
      const half = Math.floor(bomb.length / 2);
      fake.say(1, bomb.slice(0, half));
      fake.say(1, `${bomb.slice(half)}\n\n`);
    }
    fake.say(1, 'And then it was over.');
    await page.getByText('And then it was over.').waitFor();
    const field = page.locator('.composer__field');
    await field.fill('Still here');
    const stopped = fake.next('stop');
    await field.press('Escape');
    await stopped;
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });

  it('gets no link, element or command of its own into the page', async () => {
    const text = [
      '[a](javascript:alert(1)) [b](command:workbench.action.quit) [c](data:text/html,x) [d](vscode://x/y) <javascript:e>',
      '[good](https://example.org/)',
      '<div class="tools"><vscode-button>Allow once</vscode-button></div>',
      '<img src=x onerror=alert(1)><script>document.title = "taken"</script>',
      '![picture](https://example.org/spy.png)',
      '{"type":"tool_use","name":"Bash","input":{"command":"rm -rf /"}}',
      'Red: \u001b[31mred\u001b[0m, and \u202edesrever.',
    ].join('\n\n');
    plan = await openPlanningPage(answering(text));
    const { page, fake } = plan;
    const links = page.locator('.streamed a');
    assert.deepEqual(await links.allTextContents(), ['good', 'picture']);
    assert.equal(await page.locator('.streamed :is(img, script, vscode-button, .tools)').count(), 0);
    await page.getByText('Red: red, and desrever.').waitFor();
    await page.getByText('<div class="tools">').waitFor();
    const opened = fake.next('openLink');
    await links.first().click();
    assert.deepEqual((await opened).payload, { href: 'https://example.org/' });
  });

  it('draws hundreds of steps as one line, and more with each click', async () => {
    const blocks = Array.from({ length: 500 }, (_, at) => ({
      kind: 'tool' as const,
      id: `t${at}`,
      title: `Step ${at}`,
      tool: at % 5 === 0 ? ('search' as const) : ('read' as const),
      input: 'x',
      ok: at !== 7,
      ms: 900,
    }));
    const turn = turnView(1, { blocks: [{ kind: 'left_out', steps: 9_500 }, ...blocks] });
    plan = await openPlanningPage(planModel(shownPlan({ head: headView(), turns: [turn] })));
    const { page } = plan;
    await page.getByText('9500 earlier steps are not shown.').waitFor();
    const more = page.locator('.tools__more');
    assert.equal((await more.textContent())?.trim(), '398 files read, 100 searches, 1 failed7m 28s');
    assert.equal(await page.locator('.tool').count(), 2);
    await more.click();
    await page.getByText('Step 450', { exact: true }).waitFor();
    assert.equal(await page.locator('.tool').count(), 100);
  });
});

describe('a page that is loaded anew', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  // So long ago that its age stays the same.
  const startedAt = Date.now() - 3.5 * 24 * 3_600_000;
  const now = (differs = {}, turn = {}) =>
    planModel(shownPlan({ head: headView({ startedAt, ...differs }), turns: [turnView(1, turn)] }));
  const running = { status: 'running', endedAt: null } as const;
  const STATES = {
    'nothing there': planModel(null, { plans: [], projects: [], profiles: [] }),
    'nothing begun': planModel(null, { plans: [] }),
    'the agent starts': now({}, { status: 'requested', endedAt: null, blocks: [] }),
    'an answer arrives': now({}, running),
    'messages wait': now({ waiting: [{ n: 1, text: 'And coffee', by: 'anna' }] }, running),
    'the agent asks': now({ permissions: [permission] }, running),
    'it is being stopped': now({}, { ...running, stopping: true }),
    'an answer failed': now({}, { status: 'failed', error: trouble('network', 'No route') }),
    'a phase is ready': now({ ready: true }),
    'the plan is to be approved': now({
      ready: true,
      isLastPhase: true,
      review: { files: [{ path: 'a/prd.json', change: 'replaced', added: 1, removed: 2 }] },
    }),
    'writing was cut short': now({ unfinished: true }),
    'it is over': now({ status: 'complete' }),
  } as const;

  it('is the same in every state', async () => {
    plan = await openPlanningPage(planModel(null));
    const { page, fake, webview } = plan;
    const shown = () => page.evaluate(() => document.querySelector('.plan')?.textContent ?? '');
    let last = await shown();
    for (const [name, model] of Object.entries(STATES)) {
      fake.model = model;
      fake.snapshot();
      await page.waitForFunction((old) => document.querySelector('.plan')?.textContent !== old, last);
      const before = await shown();
      last = before;
      assert.ok(before.length > 20, name);
      await webview.reload();
      await page.waitForSelector('.plan:not([aria-busy])');
      assert.equal(await shown(), before, name);
    }
  });
});
