import assert from 'node:assert/strict';
import { type KeyLike, pressed } from '../../../webview-ui/ui/pressed';

function typed(key: string, code: string, ...held: readonly ('shift' | 'ctrl' | 'alt' | 'meta' | 'altGr')[]): KeyLike {
  return {
    key,
    code,
    shiftKey: held.includes('shift'),
    ctrlKey: held.includes('ctrl'),
    altKey: held.includes('alt'),
    metaKey: held.includes('meta'),
    getModifierState: (name) => name === 'AltGraph' && held.includes('altGr'),
  };
}

describe('which shortcut a key means', () => {
  const cases: readonly (readonly [string, KeyLike, string, string])[] = [
    ['a letter', typed('n', 'KeyN'), 'n', 'nothing'],
    ['a letter with Caps Lock', typed('N', 'KeyN'), 'n', 'nothing'],
    ['a letter with Shift, whatever Caps Lock makes of it', typed('n', 'KeyN', 'shift'), 'N', 'nothing'],
    ['a letter of a French keyboard, by what it says', typed('a', 'KeyQ'), 'a', 'nothing'],
    ['a letter of a Russian keyboard, by where it lies', typed('т', 'KeyN'), 'n', 'nothing'],
    ['undo on a Greek keyboard', typed('ζ', 'KeyZ', 'ctrl'), 'z', 'command'],
    ['a slash with Shift, as in Germany', typed('/', 'Digit7', 'shift'), '/', 'nothing'],
    ['a slash with AltGr', typed('/', 'KeyQ', 'altGr'), '/', 'nothing'],
    ['a question mark with AltGr on Windows, which is Ctrl and Alt', typed('?', 'KeyW', 'ctrl', 'alt'), '?', 'nothing'],
    ['an exclamation mark with Option on a Mac', typed('!', 'Digit1', 'alt'), '!', 'nothing'],
    ['Ctrl and a sign', typed('/', 'Slash', 'ctrl'), '/', 'command'],
    ['Cmd and a sign', typed('.', 'Period', 'meta'), '.', 'command'],
    ['a Polish ń', typed('ń', 'KeyN', 'altGr'), 'ń', 'other'],
    ['AltGr with a letter that it does not change', typed('n', 'KeyN', 'ctrl', 'alt', 'altGr'), 'n', 'other'],
    ['Ctrl+Alt+Z, which is not undo', typed('z', 'KeyZ', 'ctrl', 'alt'), 'z', 'other'],
    ['AltGr and an arrow', typed('ArrowRight', 'ArrowRight', 'ctrl', 'alt', 'altGr'), 'ArrowRight', 'other'],
    ['Alt and an arrow', typed('ArrowRight', 'ArrowRight', 'alt'), 'ArrowRight', 'alt'],
    ['Enter', typed('Enter', 'Enter'), 'Enter', 'nothing'],
  ];
  for (const [what, event, key, held] of cases) it(what, () => assert.deepEqual(pressed(event), { key, with: held }));
});
