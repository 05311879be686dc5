import { defineBench } from '../support/bench/define';
import { measurePanel } from '../support/bench/panel';

export default defineBench('panel of 100,000 cards in the editor', (bench) =>
  measurePanel(bench, {
    cards: 100_000,
    openings: 3,
    changes: 5_000,
    firstPaint: 500,
    search: 250,
    travel: { median: 500, p95: 1_500 },
  }),
);
