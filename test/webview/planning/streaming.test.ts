import assert from 'node:assert/strict';
import type { Growth } from '../../../src/protocol/plan';
import { openPlanningPage, type PlanningPage } from '../../support/planning-page';
import { headView, planModel, shownPlan, turnView } from '../../support/sample-plan';

const answering = (text: string) =>
  planModel(
    shownPlan({
      head: headView({ artifacts: [] }),
      turns: [turnView(1, { status: 'running', endedAt: null, blocks: [{ kind: 'text', text }] })],
    }),
  );

describe('an answer that is read while it arrives', () => {
  let plan: PlanningPage;
  afterEach(() => plan.close());

  it('leaves what is selected selected, a code block where it was scrolled to, and the focus on its button', async () => {
    plan = await openPlanningPage(
      answering(`The first **words** of it\n\n\`\`\`ts\nconst far = '${'x'.repeat(200)}';\n`),
    );
    const { page, fake } = plan;
    const code = page.locator('.streamed pre');
    await code.evaluate((box) => {
      box.scrollLeft = 60;
    });
    await page.locator('.code__copy').focus();
    fake.say(1, 'const near = 1;\n');
    await code.getByText('near').waitFor();
    assert.equal(await code.evaluate((box) => box.scrollLeft), 60);
    assert.equal(await page.evaluate(() => document.activeElement?.className.includes('code__copy')), true);
    const copied = fake.next('copyText');
    await page.keyboard.press('Enter');
    assert.deepEqual((await copied).payload, { text: `const far = '${'x'.repeat(200)}';\nconst near = 1;` });
    assert.match(await plan.heard(), /Copied\./);

    fake.say(1, '```\n\nAnd the last wo');
    const last = page.locator('.streamed p').last();
    await last.getByText('And the last wo').waitFor();
    await last.evaluate((paragraph) => {
      const range = document.createRange();
      range.setStart(paragraph.firstChild!, 4);
      range.setEnd(paragraph.firstChild!, 12);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    });
    for (const more of ['rds of it, ', '**which', ' go on** and', ' on']) fake.say(1, more);
    await last.getByText('and on').waitFor();
    assert.equal(await page.evaluate(() => String(getSelection())), 'the last');
    assert.equal(await last.innerHTML(), 'And the last words of it, <strong>which go on</strong> and on');
  });

  it('is all there after a flood of small pieces, at whose end the page still listens', async () => {
    plan = await openPlanningPage(answering(''));
    const { page, fake } = plan;
    const words = Array.from({ length: 10_000 }, (_, at) => (at % 20 === 19 ? `w${at}\n\n` : `w${at} `));
    const pieces = words.map((text): Growth => ({ turn: 1, kind: 'text', text }));
    for (let at = 0; at < pieces.length; at += 500) fake.patch({ grown: pieces.slice(at, at + 500) });
    await page.getByText('w9999').waitFor();
    const shown = (await page.locator('.streamed').textContent()) ?? '';
    assert.deepEqual(
      shown.match(/w\d+/g),
      words.map((word) => word.trim()),
    );
    await page.waitForFunction(() => {
      const box = document.querySelector('.talk');
      return box && box.scrollHeight - box.clientHeight - box.scrollTop <= 1;
    });
    const stopped = fake.next('stop');
    await page.locator('.composer__field').press('Escape');
    await stopped;
  });
});
