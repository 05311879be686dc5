/** Between two slices of something long, so that it never holds up an editor. */
export const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
