import assert from 'node:assert/strict';
import { ok, refuse } from '../../../src/core/result';
import { say } from '../../../src/core/sentence';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { headView, longPlan, planModel, shownPlan, turnView } from '../../support/sample-plan';

interface Said {
  readonly ref: string;
  readonly text: string;
  readonly key: string;
}

const REF = headView().ref;
const never = () => new Promise<never>(() => {});

/** A host that takes messages as the ledger does: each key once. */
class Taking {
  readonly said: Said[] = [];
  readonly answers = {
    respond: (message: Said) => {
      if (!this.said.some(({ key }) => key === message.key)) this.said.push(message);
      return ok(null);
    },
    wasHeard: ({ key }: { readonly key: string }) => ok(this.said.some((message) => message.key === key)),
  };
}

describe('what is half typed for an agent', () => {
  const plans: PlanningPage[] = [];
  const open = async (...args: Parameters<typeof openPlanningPage>) => {
    const plan = await openPlanningPage(...args);
    plans.push(plan);
    return plan;
  };
  afterEach(async () => {
    for (const plan of plans.splice(0)) await plan.close();
  });

  const field = ({ page }: PlanningPage) => page.locator('.composer__field');
  const holds = ({ page }: PlanningPage, text: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector<HTMLTextAreaElement>('.composer__field')?.value === wanted,
      text,
    );

  it('is sent once, however often Enter is pressed, stands where it will stand, and leaves what is typed since', async () => {
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const taking = new Taking();
    const plan = await open(longPlan(1), {
      answers: {
        ...taking.answers,
        respond: async (message) => {
          taking.answers.respond(message);
          await held;
          return ok(null);
        },
      },
    });
    const asked = plan.fake.next('respond');
    await field(plan).fill('One');
    await field(plan).press('Enter');
    await field(plan).press('Enter');
    await asked;
    await holds(plan, '');
    await plan.page.locator('.exchange[aria-busy] .said', { hasText: 'One' }).waitFor();
    await field(plan).pressSequentially('two');
    const { key } = taking.said[0]!;
    plan.fake.patch({ head: headView({ heard: [key] }), turns: [turnView(2, { prompt: 'One', blocks: [] })] });
    await plan.page.locator('.exchange[aria-busy]').waitFor({ state: 'detached' });
    assert.equal(await plan.page.locator('.said', { hasText: 'One' }).count(), 1);
    answer();
    await plan.webview.heardAll();
    assert.equal(await field(plan).inputValue(), 'two');
    assert.equal(taking.said.length, 1);
  });

  it('is neither said twice nor left in the field when the window goes before the answer comes', async () => {
    const taking = new Taking();
    const plan = await open(longPlan(1), {
      answers: {
        ...taking.answers,
        respond: (message) => {
          taking.answers.respond(message);
          return never();
        },
      },
    });
    const asked = plan.fake.next('respond');
    await field(plan).fill('And a bell');
    await field(plan).press('Enter');
    await asked;
    const settled = plan.fake.next('wasHeard');
    await plan.webview.reload();
    await settled;
    await plan.page.locator('.exchange[aria-busy]').waitFor({ state: 'detached' });
    assert.equal(await field(plan).inputValue(), '');
    assert.equal(taking.said.length, 1);
  });

  it('is in the field again when the window went before anybody heard it', async () => {
    const plan = await open(longPlan(1), { answers: { respond: never, wasHeard: () => ok(false) } });
    const asked = plan.fake.next('respond');
    await field(plan).fill('And a bell');
    await field(plan).press('Enter');
    await asked;
    await field(plan).pressSequentially('And coffee');
    while (!JSON.stringify(plan.webview.state() ?? {}).includes('And coffee')) await plan.webview.heardAll();
    await plan.webview.reload();
    await holds(plan, 'And a bell\n\nAnd coffee');
    assert.equal(await plan.page.locator('.exchange[aria-busy]').count(), 0);
  });

  it('is known again when a store gives back what was kept before it was sent', async () => {
    const state = { drafts: { [REF]: { key: 'key-of-bell', text: 'And a bell' } } };
    const shown = shownPlan({ head: headView({ heard: ['key-of-bell'] }), turns: [turnView(1)] });
    const plan = await open(planModel(shown), { state });
    await field(plan).pressSequentially('And coffee');
    assert.equal(await field(plan).inputValue(), 'And coffee');
  });

  it('goes from every window that has a copy once one of them says it, but not where it was written on', async () => {
    const state = { drafts: { [REF]: { key: 'key-of-bell', text: 'And a bell' } } };
    const [one, other] = [await open(longPlan(1), { state }), await open(longPlan(1), { state })];
    await field(other).press('End');
    await field(other).pressSequentially(', please');
    const asked = one.fake.next('respond');
    await field(one).press('Enter');
    assert.equal(((await asked).payload as Said).key, 'key-of-bell');
    const said = { head: headView({ heard: ['key-of-bell'] }), turns: [turnView(2, { prompt: 'And a bell' })] };
    for (const each of [one, other]) {
      each.fake.patch(said);
      await each.page.locator('.said', { hasText: 'And a bell' }).waitFor();
    }
    assert.equal(await field(one).inputValue(), '');
    assert.equal(await field(other).inputValue(), 'And a bell, please');
  });

  it('belongs to its plan: neither what another window shows nor what was said elsewhere touches it', async () => {
    const two = headView({ ref: '/repo/kestrel#admin.2', slug: 'two' });
    const plan = await open(longPlan(3));
    const { fake, page } = plan;
    // What was said before is brought back in one plan; the arrow keys of the other know nothing of it.
    await field(plan).press('ArrowUp');
    await holds(plan, 'Message 3');
    fake.model = planModel(shownPlan({ head: two, turns: [turnView(1, { prompt: 'Said there' })] }));
    fake.snapshot();
    await page.locator('.said', { hasText: 'Said there' }).waitFor();
    await field(plan).fill('Half typed there');
    await field(plan).press('ArrowDown');
    assert.equal(await field(plan).inputValue(), 'Half typed there');
    // The extension shows another plan by now: it is still meant for this one.
    const asked = fake.next('respond');
    await field(plan).press('Enter');
    const { ref, text } = (await asked).payload as Said;
    assert.deepEqual([ref, text], [two.ref, 'Half typed there']);
    fake.model = longPlan(3);
    fake.snapshot();
    await holds(plan, 'Message 3');
  });

  it('begins a plan once, is there again when that was refused, and goes on into its conversation', async () => {
    const begin = planModel(null);
    let answer: () => unknown = () => refuse('not_allowed', say('The shell line was not allowed.'));
    const plan = await open(begin, { answers: { start: () => answer() as never } });
    const { page, fake } = plan;
    await field(plan).fill('A log of the light');
    await field(plan).press('Enter');
    await page.getByText('was not allowed').waitFor();
    await holds(plan, 'A log of the light');
    // The person changed their mind where it asked before planning anew.
    answer = () => ok({ heard: false, ref: null });
    const again = fake.next('start');
    await field(plan).press('Enter');
    await again;
    await page.locator('.composer__field:not([readonly])').waitFor();
    await holds(plan, 'A log of the light');
    // Another window was quicker: what was wanted stands in the field of the plan that there is.
    answer = () => {
      fake.model = longPlan(1);
      fake.snapshot();
      return ok({ heard: false, ref: REF });
    };
    await field(plan).press('Enter');
    await page.locator('.said', { hasText: 'Message 1' }).waitFor();
    await holds(plan, 'A log of the light');
    assert.equal(await field(plan).evaluate((area) => area === document.activeElement), true, 'the keyboard goes on');
  });

  it('is not sent by the Enter that takes what an input method offers, nor is the agent stopped by its Escape', async () => {
    const plan = await open(longPlan(1));
    const { page, fake } = plan;
    fake.turn(1, { status: 'running', endedAt: null });
    await page.getByText('Stop', { exact: true }).waitFor();
    await field(plan).focus();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    for (const key of ['Enter', 'Escape', 'ArrowUp'])
      await field(plan).evaluate((area, name) => {
        area.dispatchEvent(
          new KeyboardEvent('keydown', { key: name, isComposing: true, bubbles: true, cancelable: true }),
        );
      }, key);
    await cdp.send('Input.insertText', { text: '日本' });
    assert.equal(await field(plan).inputValue(), '日本');
    const said = fake.next('respond');
    await field(plan).press('Enter');
    assert.equal(((await said).payload as Said).text, '日本');
    assert.deepEqual(
      fake.asked.map(({ name }) => name).filter((name) => name === 'stop' || name === 'respond'),
      ['respond'],
    );
  });

  it('is not lost between the plan and the field when the window goes while it is taken back', async () => {
    const waiting = [{ n: 1, text: 'And coffee', by: 'anna' }];
    const shown = shownPlan({
      head: headView({ waiting }),
      turns: [turnView(1, { status: 'running', endedAt: null })],
    });
    let times = 0;
    const plan = await open(planModel(shown), {
      answers: {
        takeBack: () => {
          times += 1;
          return times === 1 ? never() : refuse('not_waiting', say('It was taken back.'));
        },
      },
    });
    const asked = plan.fake.next('takeBack');
    await field(plan).press('ArrowUp');
    await asked;
    plan.fake.patch({ head: headView() });
    await plan.webview.reload();
    await holds(plan, 'And coffee');
    await plan.webview.reload();
    await holds(plan, 'And coffee');
    assert.equal(times, 2, 'once it is in the field nobody asks for it again');
  });

  it('is written on line by line where what is brought back has several', async () => {
    const turns = [turnView(1, { prompt: 'First' }), turnView(2, { prompt: 'One\ntwo' })];
    const plan = await open(planModel(shownPlan({ turns })));
    await field(plan).press('ArrowUp');
    await holds(plan, 'One\ntwo');
    await field(plan).press('ArrowUp');
    assert.equal(await field(plan).inputValue(), 'One\ntwo', 'the caret goes to the first line');
    await field(plan).press('ArrowUp');
    await holds(plan, 'First');
    await field(plan).press('ArrowDown');
    await holds(plan, 'One\ntwo');
  });
});
