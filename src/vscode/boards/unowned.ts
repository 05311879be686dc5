/** A tab of one of our panels, as the editor lists it. */
export interface PanelTab {
  readonly label: string;
  readonly column: number;
  /** In sight, in its group. */
  readonly isActive: boolean;
}

/** A panel that this extension host made or was handed. */
export interface OwnedPanel {
  readonly title: string;
  /** Undefined: the editor has not said yet. */
  readonly column: number | undefined;
  readonly visible: boolean;
}

/** The tabs that belong to none of our panels: their extension host is gone, or they have not been handed to us yet. */
export function unownedTabs<T extends PanelTab>(tabs: readonly T[], owned: readonly OwnedPanel[]): T[] {
  const left = [...tabs];
  const take = (found: number) => found >= 0 && left.splice(found, 1);
  // The surest signs first, so that a doubtful match takes no tab that another panel surely has.
  const unplaced = owned.filter(({ column, visible, title }) => {
    const here = (tab: T) => column === undefined || tab.column === column;
    const at = left.findIndex((tab) => here(tab) && tab.isActive === visible && tab.label === title);
    return !take(at);
  });
  for (const { column, visible } of unplaced) {
    const near = (tab: T) => (column === undefined || tab.column === column) && tab.isActive === visible;
    const at = left.findIndex(near);
    take(at >= 0 ? at : left.findIndex((tab) => tab.column === column));
  }
  return left;
}
