import { feature } from './types';

/** What belongs to no feature: help and the log. */
export const general = feature({
  title: 'Signalbox',
  commands: {
    'signalbox.showLog': { title: 'Show Log' },
  },
});
