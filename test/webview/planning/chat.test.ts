import assert from 'node:assert/strict';
import { refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import type { TurnView } from '../../../src/protocol/plan';
import { emptied, holds } from '../../support/fields';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { headView, longPlan, permission, planModel, shownPlan, turnView } from '../../support/sample-plan';

const REF = headView().ref;

const running = (text = 'One') =>
  planModel(
    shownPlan({
      turns: [
        ...longPlan(12).shown!.turns,
        turnView(13, { status: 'running', endedAt: null, blocks: [{ kind: 'text', text }] }),
      ],
    }),
  );

describe('a conversation with an agent', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  const scroll = () =>
    plan.page.locator('.talk').evaluate((box) => [box.scrollTop, box.scrollHeight - box.clientHeight]);
  const atItsEnd = () =>
    plan.page.waitForFunction(() => {
      const box = document.querySelector('.talk');
      return box && box.scrollHeight - box.clientHeight - box.scrollTop <= 1;
    });
  const painted = () =>
    plan.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

  it('stays at its end while an answer streams', async () => {
    plan = await openPlanningPage(running());
    for (let index = 0; index < 20; index += 1) plan.fake.say(13, `\n\nParagraph ${index} of an answer that grows.`);
    await plan.page.getByText('Paragraph 19 of').waitFor();
    await atItsEnd();
    // Much is pasted into the field in the frame in which the page is told how far it has scrolled itself.
    await plan.page.evaluate(() => {
      const box = document.querySelector('.talk')!;
      box.scrollTop -= 4;
      box.scrollTop += 4;
      const field = document.querySelector<HTMLTextAreaElement>('.composer__field')!;
      field.value = 'A line\n'.repeat(12);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await painted();
    plan.fake.say(13, '\n\nAnd it goes on.');
    await plan.page.getByText('And it goes on.').waitFor({ state: 'attached' });
    await painted();
    assert.equal(await plan.page.getByRole('button', { name: 'Go to the end' }).count(), 0);
    await atItsEnd();
    // Nor does a letter more in what is that long by now.
    await plan.page.locator('.composer__field').press('End');
    await plan.page.keyboard.type('!');
    await painted();
    await atItsEnd();
    assert.equal(await plan.page.getByRole('button', { name: 'Go to the end' }).count(), 0);
  });

  it('stays where the person reads while an answer streams, and goes to the end again on demand', async () => {
    plan = await openPlanningPage(running());
    const { page, fake } = plan;
    await page.locator('.talk').evaluate((box) => {
      box.scrollTop = 40;
    });
    const toEnd = page.getByRole('button', { name: 'Go to the end' });
    await toEnd.waitFor();
    const [before] = await scroll();
    const place = await page.getByText('Message 2', { exact: true }).boundingBox();
    for (let index = 0; index < 20; index += 1) fake.say(13, `\n\nParagraph ${index}`);
    fake.patch({ head: headView({ permissions: [permission] }) });
    await page.getByText('Paragraph 19').waitFor({ state: 'attached' });
    await page.locator('.permission').waitFor();
    await painted();
    assert.equal((await scroll())[0], before);
    assert.deepEqual(await page.getByText('Message 2', { exact: true }).boundingBox(), place);
    // What another window says, or what had waited, takes nobody away from what they read; what is said here does.
    fake.patch({ turns: [turnView(14, { prompt: 'From the other window' })] });
    await page.getByText('From the other window').waitFor({ state: 'attached' });
    await painted();
    assert.equal((await scroll())[0], before);
    await toEnd.click();
    await atItsEnd();
    await toEnd.waitFor({ state: 'detached' });
  });

  it('draws the newest of a long one, and the earlier ones without moving what is read', async () => {
    plan = await openPlanningPage(longPlan(2_000));
    const { page } = plan;
    assert.equal(await page.locator('.exchange').count(), 25);
    const first = page.getByText('Message 1976', { exact: true });
    await page.locator('.talk').evaluate((box) => {
      box.scrollTop = 0;
    });
    // Then it is known that the person has left the end, and nothing takes them back there.
    await page.getByRole('button', { name: 'Go to the end' }).waitFor();
    const before = await first.boundingBox();
    await page.getByRole('button', { name: '1975 earlier messages' }).click();
    await page.getByText('Message 1926', { exact: true }).waitFor({ state: 'attached' });
    const after = await first.boundingBox();
    assert.ok(before && after && Math.abs(before.y - after.y) < 30, `${before?.y} and ${after?.y}`);
    assert.equal(await page.locator('.exchange').count(), 75);
  });

  it('folds the phases that were left, each with what it has come to', async () => {
    plan = await openPlanningPage(planModel());
    const line = plan.page.locator('.phase-line');
    assert.match((await line.textContent()) ?? '', /Discover\s*2 messages\s*\$0\.19/);
    assert.equal(await plan.page.getByText('Import clinics from a CSV file').count(), 0);
    await line.press('Enter');
    await plan.page.getByText('Import clinics from a CSV file').waitFor();
    assert.equal(await line.getAttribute('aria-expanded'), 'true');
  });

  it('docks a question above the input, never in the scroll, and answers it once', async () => {
    let answers = 0;
    const model = planModel(
      shownPlan({
        head: headView({ permissions: [permission] }),
        turns: [turnView(1, { status: 'running', endedAt: null })],
      }),
    );
    plan = await openPlanningPage(model, {
      answers: {
        answer: () => {
          answers += 1;
          return refuse('already_answered', say('This was answered already, by cli.'));
        },
      },
    });
    const { page, fake } = plan;
    assert.equal(await page.locator('.talk .permission').count(), 0);
    const [ask, input] = await Promise.all([
      page.locator('.permission').boundingBox(),
      page.locator('.composer').boundingBox(),
    ]);
    assert.ok(ask && input && ask.y + ask.height <= input.y);
    const asked = fake.next('answer');
    // By keyboard alone: backwards from the input to the question's buttons.
    await page.locator('.composer__field').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual((await asked).payload, { ref: REF, id: 'p1', option: 'once' });
    await page.getByText('This was answered already, by cli.').waitFor();
    assert.equal(answers, 1);
    fake.patch({ head: headView() });
    await page.locator('.permission').first().waitFor({ state: 'detached' });
  });

  it('says what was refused where it was asked for, though another plan is on show by then', async () => {
    const other = (turns: readonly TurnView[]) =>
      planModel(shownPlan({ head: headView({ ref: '/repo#other.1', slug: 'other', ready: true }), turns }));
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    plan = await openPlanningPage(planModel(shownPlan({ head: headView({ ready: true }), turns: [turnView(1)] })), {
      answers: { advance: () => held.then(() => refuse('turn_running', say('The agent is still answering.'))) },
    });
    const { page, fake } = plan;
    const asked = fake.next('advance');
    await page.locator('.next vscode-button').click();
    await asked;
    fake.model = other([turnView(1)]);
    fake.snapshot();
    await page.locator('.figures-row__slug', { hasText: 'other' }).waitFor();
    answer();
    // What comes after the refusal is there.
    fake.patch({ turns: [turnView(2)] });
    await page.locator('.exchange').nth(1).waitFor();
    assert.equal(await page.locator('.refused').count(), 0);
    fake.model = planModel(shownPlan({ head: headView({ ready: true }), turns: [turnView(1)] }));
    fake.snapshot();
    await page.locator('.refused', { hasText: 'The agent is still answering.' }).waitFor();
    fake.model = other([turnView(1)]);
    fake.snapshot();
    await page.locator('.figures-row__slug', { hasText: 'other' }).waitFor();
    assert.equal(await page.locator('.refused').count(), 0);
  });

  it('keeps what is half typed and its history over a reload, and what was refused', async () => {
    plan = await openPlanningPage(longPlan(3), {
      answers: {
        respond: () => refuse('turn_running', say('The agent is still answering. Wait for it or stop it first.')),
      },
    });
    const { page, webview } = plan;
    const field = () => page.locator('.composer__field');
    await field().fill('Half a thou');
    // It is kept a moment later, not at every key.
    while (!JSON.stringify(webview.state() ?? {}).includes('Half a thou')) await painted();
    await webview.reload();
    await field().waitFor();
    assert.equal(await field().inputValue(), 'Half a thou');
    await field().press('Enter');
    await page.getByText('The agent is still answering.').waitFor();
    assert.equal(await field().inputValue(), 'Half a thou', 'what was not sent is not lost');
    await page.getByRole('button', { name: 'Close' }).click();
    await field().fill('');
    await field().press('ArrowUp');
    await field().press('ArrowUp');
    assert.equal(await field().inputValue(), 'Message 2');
    await field().press('ArrowDown');
    assert.equal(await field().inputValue(), 'Message 3');
    await field().press('ArrowDown');
    assert.equal(await field().inputValue(), '');
  });

  it('sends by Enter, begins a line by Shift+Enter, and stops by Escape', async () => {
    plan = await openPlanningPage(longPlan(1));
    const { page, fake } = plan;
    const said = fake.next('respond');
    const field = page.locator('.composer__field');
    await field.fill('One');
    await field.press('Shift+Enter');
    await field.pressSequentially('two');
    await field.press('Enter');
    assert.equal(((await said).payload as { text: string }).text, 'One\ntwo');
    await emptied(page, '.composer__field');
    const stopped = fake.next('stop');
    fake.turn(1, { status: 'running', endedAt: null });
    await page.getByText('Stop', { exact: true }).waitFor();
    await field.press('Escape');
    await stopped;
  });

  it('tells a screen reader what happened, and not every word', async () => {
    plan = await openPlanningPage(running());
    const { page, fake } = plan;
    const hears = (text: string) =>
      page.locator('[role=status].unseen, [role=alert].unseen', { hasText: text }).waitFor({ state: 'attached' });
    fake.say(13, ' word');
    await page.getByText('One word').waitFor();
    assert.doesNotMatch(await plan.heard(), /word/);
    fake.patch({ head: headView({ permissions: [permission] }) });
    await hears('The agent asks: npm view papaparse');
    fake.patch({ head: headView({ ready: true }) });
    fake.turn(13, { status: 'done', endedAt: Date.now() });
    await hears('The answer is complete. Design is ready.');
  });

  it('shows what another window says as it happens', async () => {
    plan = await openPlanningPage(longPlan(1));
    plan.fake.patch({
      turns: [turnView(2, { status: 'running', endedAt: null, prompt: 'From the other window', blocks: [] })],
    });
    await plan.page.getByText('From the other window').waitFor();
    plan.fake.say(2, 'Heard.');
    await plan.page.getByText('Heard.').waitFor();
    assert.equal(await plan.page.getByText('Stop', { exact: true }).count(), 1);
  });

  it('asks beside the difference before it finalizes, and goes on where the writing was cut short', async () => {
    const ready = { ready: true, isLastPhase: true };
    plan = await openPlanningPage(planModel(shownPlan({ head: headView(ready), turns: [turnView(1)] })));
    const { page, fake } = plan;
    const begun = fake.next('finalize');
    await page.getByText('Finalize…').click();
    await begun;
    const files = [
      { path: 'admin/scripts/ralph/final-plan.md', change: 'new' as const, added: 57, removed: 0 },
      { path: 'admin/scripts/ralph/prd.json', change: 'replaced' as const, added: 12, removed: 3 },
    ];
    fake.patch({ head: headView({ ...ready, review: { files } }) });
    const review = page.getByRole('region', { name: 'Finalize' });
    await review.waitFor();
    assert.equal(await review.evaluate((box) => box === document.activeElement), true, 'the keyboard goes on there');
    assert.match(
      (await review.textContent()) ?? '',
      /Replace what admin has.*replaced\s*prd\.json\s*admin\/scripts\/ralph\s*\+12 −3/,
    );
    assert.equal(await page.getByText('Finalize…').count(), 0);
    assert.deepEqual(await plan.webview.accessibility(), []);
    for (const [label, name] of [
      ['Show Difference', 'showDifference'],
      ['Not Yet', 'dropFinal'],
      ['Replace and Approve', 'approveFinal'],
    ] as const) {
      const asked = fake.next(name);
      await review.locator('vscode-button', { hasText: label }).click();
      await asked;
    }
    // Where the view is only shown again the keyboard goes on where it was.
    await page.locator('.composer__field').focus();
    await plan.webview.reload();
    await review.waitFor();
    await page.waitForFunction(() => document.activeElement?.classList.contains('composer__field'));
    fake.patch({ head: headView({ ...ready, unfinished: true }) });
    await page.getByText('writing it was cut short').waitFor();
    const finished = fake.next('finalize');
    await page.getByText('Finish', { exact: true }).click();
    await finished;
  });

  it('goes back to an earlier phase only with a reason', async () => {
    plan = await openPlanningPage(planModel());
    const { page, fake } = plan;
    await page.getByRole('button', { name: 'Go back to Discover' }).press('Enter');
    const field = page.getByRole('textbox', { name: 'What has to change?' });
    await page.waitForFunction(() => document.activeElement?.tagName === 'VSCODE-TEXT-AREA');
    await page.keyboard.type('Two clinics share a number');
    assert.equal(await field.inputValue(), 'Two clinics share a number');
    const back = fake.next('back');
    await page.getByRole('dialog').getByText('Go Back', { exact: true }).click();
    assert.deepEqual((await back).payload, { ref: REF, phase: 'discover', reason: 'Two clinics share a number' });
  });
});

describe('what is written while the agent answers', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  const waiting = [
    { n: 1, text: 'And coffee', by: 'anna' },
    { n: 2, text: 'And cake', by: 'ben' },
  ];
  const rows = () => plan.page.locator('.waiting__text');

  it('waits above the input, comes back to be changed, and is not lost when it was said meanwhile', async () => {
    plan = await openPlanningPage(running());
    const { page, fake } = plan;
    const field = page.locator('.composer__field');
    const said = fake.next('respond');
    await field.fill('And coffee');
    await page.getByText('Send Next').waitFor();
    await field.press('Enter');
    assert.equal(((await said).payload as { text: string }).text, 'And coffee');
    fake.patch({ head: headView({ waiting }) });
    await page.getByText('Sent together when this answer is complete').waitFor();
    assert.deepEqual(await rows().allTextContents(), ['And coffee', 'And cake']);
    assert.deepEqual(await plan.webview.accessibility(), []);

    // The arrow key brings the newest back, a button any of them, before what is half typed.
    const newest = fake.next('takeBack');
    await field.press('ArrowUp');
    assert.deepEqual((await newest).payload, { ref: REF, n: 2 });
    fake.patch({ head: headView({ waiting: waiting.slice(0, 1) }) });
    await page.getByText('Sent when this answer is complete').waitFor();
    await holds(page, '.composer__field', 'And cake');
    await page.getByRole('button', { name: 'Take back and edit' }).press('Enter');
    await holds(page, '.composer__field', 'And coffee\n\nAnd cake');
    await page.waitForFunction(() => document.activeElement?.className === 'composer__field');
    fake.patch({ head: headView() });
    await page.locator('.waiting').first().waitFor({ state: 'detached' });
  });

  it('is told from what was never sent, once the answer was stopped', async () => {
    const shown = running();
    plan = await openPlanningPage({ ...shown, shown: shown.shown && { ...shown.shown, head: headView({ waiting }) } });
    const { page, fake } = plan;
    fake.turn(13, { status: 'cancelled', endedAt: Date.now() });
    await page.getByText('Not sent, as the answer was not completed').waitFor();
    const now = fake.next('sendWaiting');
    await page.getByText('Send Now').click();
    await now;
    // Enter in an empty field means the same; with words, these go along.
    const again = fake.next('sendWaiting');
    await page.locator('.composer__field').press('Enter');
    await again;
    const dropped = fake.next('takeBack');
    await page.getByRole('button', { name: 'Do not send' }).first().click();
    assert.deepEqual((await dropped).payload, { ref: REF, n: 1 });
  });
});
