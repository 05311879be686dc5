import { defineBench } from '../support/bench/define';
import { measurePanel } from '../support/bench/panel';

export default defineBench('panel of 10,000 cards in the editor', (bench) =>
  measurePanel(bench, {
    cards: 10_000,
    openings: 5,
    changes: 20_000,
    firstPaint: 500,
    search: 50,
    travel: { median: 100, p95: 250 },
  }),
);
