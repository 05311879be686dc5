import { hunksOf } from '../../core/iteration/hunks';
import type { ReviewView } from '../../protocol/plan';
import type { FinalPreview } from '../plans/finalize';

/** What finalizing would do to each file, in numbers of lines. */
export function reviewView({ changes }: FinalPreview): ReviewView {
  return {
    files: changes.map(({ path, before, after }) => {
      const hunks = before === after ? [] : hunksOf(before ?? '', after);
      return {
        path,
        change: before === undefined ? 'new' : before === after ? 'same' : 'replaced',
        added: hunks.reduce((sum, hunk) => sum + hunk.count, 0),
        removed: hunks.reduce((sum, hunk) => sum + hunk.end - hunk.start, 0),
      };
    }),
  };
}
