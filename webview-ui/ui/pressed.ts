/** The part of a key event that says which shortcut is meant. */
export type KeyLike = Pick<
  KeyboardEvent,
  'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'getModifierState'
>;

export interface Pressed {
  /** A letter is small unless Shift was held. */
  readonly key: string;
  /** `other`: several, or AltGr with something that it does not type. Never a shortcut of ours. */
  readonly with: 'nothing' | 'alt' | 'command' | 'other';
}

/**
 * Which shortcut a key event means, on whatever keyboard. A letter counts by what it says, and by where it lies on a keyboard
 * of another script; a sign by what it says, however it is reached: `/` takes Shift on one keyboard and AltGr on another. Pure.
 */
export function pressed(event: KeyLike): Pressed {
  const { key } = event;
  // AltGr is Ctrl and Alt at once on Windows.
  const altGr = event.getModifierState('AltGraph') || (event.ctrlKey && event.altKey);
  const isSign = /^[\p{P}\p{S}]$/u.test(key);
  if (isSign && !event.metaKey && (altGr || !event.ctrlKey)) return { key, with: 'nothing' };
  const command = event.ctrlKey || event.metaKey;
  const held = altGr || (command && event.altKey) ? 'other' : command ? 'command' : event.altKey ? 'alt' : 'nothing';
  return { key: /^\p{L}$/u.test(key) ? letter(event) : key, with: held };
}

function letter({ key, code, shiftKey }: KeyLike): string {
  const latin = /^\p{Script=Latin}$/u.test(key) ? key : (/^Key([A-Z])$/.exec(code)?.[1] ?? key);
  // Whatever Caps Lock makes of it.
  return shiftKey ? latin.toUpperCase() : latin.toLowerCase();
}
