import type { Project } from '../../core/project/model';

/** Whether two models of a project show the same. A PRD that was not read again is the same object. */
export function sameProject(a: Project, b: Project): boolean {
  return (
    a.prd === b.prd &&
    a.folder === b.folder &&
    a.home === b.home &&
    a.prdStale === b.prdStale &&
    same(a.record, b.record) &&
    same(a.entry, b.entry) &&
    same(a.registry, b.registry) &&
    same(a.tools, b.tools) &&
    same(a.otherPrdPaths, b.otherPrdPaths)
  );
}

/** Plain data, compared by content. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.entries(a);
  const right = b as Record<string, unknown>;
  return left.length === Object.keys(right).length && left.every(([key, value]) => same(value, right[key]));
}
