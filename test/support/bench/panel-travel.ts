import type { Frame } from 'playwright-core';
import type { Bench } from './define';
import { quantile } from './measure';

/** From the movement of the slider to the frame with that board, in ms. */
export interface TravelBudgets {
  readonly median: number;
  readonly p95: number;
}

/**
 * The slider of the board's past is dragged to and fro over its whole life. The clock runs from the movement of the slider to the
 * frame that shows the board of that moment; while it is dragged, frames must go on.
 */
export async function travelling(bench: Bench, frame: Frame, budgets: TravelBudgets): Promise<void> {
  const opened = await frame.evaluate(async () => {
    const started = performance.now();
    document.querySelector<HTMLElement>('.toolbar .codicon-history')?.closest('button')?.click();
    while (!document.querySelector('.past__rail .mark')) await new Promise(requestAnimationFrame);
    return performance.now() - started;
  });
  const { arrivals, frames, nodes } = await frame.evaluate(async () => {
    const found = { arrivals: [] as number[], frames: [] as number[], nodes: 0 };
    const slider = document.querySelector<HTMLInputElement>('.past input[type=range]')!;
    const shown = () => document.querySelector('.past')?.getAttribute('data-at') ?? 'now';
    const move = (value: number) => {
      slider.value = String(value);
      slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    const nextFrame = () => new Promise<number>(requestAnimationFrame);
    // One place after the other, each awaited: far and near, back and forth.
    const places = [900, 500, 100, 800, 300, 990, 600, 610, 620, 630, 640, 300, 290, 280, 270, 260, 10, 950];
    for (const place of places) {
      const before = shown();
      const started = performance.now();
      move(place);
      while (shown() === before) {
        if (performance.now() - started > 60_000)
          throw new Error(`The board did not follow to ${place} within a minute.`);
        await nextFrame();
      }
      await nextFrame();
      found.arrivals.push(performance.now() - started);
      found.nodes = Math.max(found.nodes, document.querySelectorAll('*').length);
    }
    // A drag: the slider moves in each frame, whether the board has followed or not.
    let last = await nextFrame();
    for (let step = 0; step < 120; step += 1) {
      move(950 - step * 5);
      const now = await nextFrame();
      found.frames.push(now - last);
      last = now;
    }
    return found;
  });
  bench.record({ metric: 'time travel: button to slider with its marks', unit: 'ms', value: opened });
  bench.record({
    metric: 'time travel: movement of the slider to the frame with that board, p95',
    unit: 'ms',
    value: quantile(arrivals, 0.95),
    budget: budgets.p95,
  });
  bench.record({
    metric: 'time travel: the same, median',
    unit: 'ms',
    value: quantile(arrivals, 0.5),
    budget: budgets.median,
  });
  bench.record({
    metric: 'time travel: p95 frame while the slider is dragged',
    unit: 'ms',
    value: quantile(frames, 0.95),
  });
  bench.record({ metric: 'time travel: most elements', unit: '', value: nodes, budget: 2000 });
  await frame.locator('.past').getByRole('button', { name: 'Back to now' }).click();
  await frame.locator('.past').first().waitFor({ state: 'detached' });
}
