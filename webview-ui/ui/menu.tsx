import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon';
import { t, tn } from './l10n';
import { pressed } from './pressed';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Drawn before the words: an icon, a mark of who it is. */
  readonly mark?: ComponentChildren;
  readonly detail?: string | undefined;
  readonly checked?: boolean;
  /** Why it cannot be chosen. It stays in its place, so that a person learns why. */
  readonly refused?: string | undefined;
  readonly keyHint?: string;
  /** Starts a new group. */
  readonly separated?: boolean;
  readonly run: () => void;
}

export interface MenuSpec {
  readonly label: string;
  /** Beside which it opens; a point for a context menu. */
  readonly at: Element | { readonly x: number; readonly y: number };
  readonly items: readonly MenuItem[];
  /** With a line to type in, that filters; what is typed can be offered as an item of its own. */
  readonly filter?: { readonly placeholder: string; readonly typed?: (text: string) => MenuItem | undefined };
  /** Stays open after a choice: several can be ticked. */
  readonly stays?: boolean;
}

/** So many are drawn where one can type to find the others. */
const MOST = 100;

type Source = () => MenuSpec;

const shown = signal<{ readonly id: number; readonly source: Source; readonly back: Element | null } | null>(null);
let opened = 0;

/** Opens a menu. Its items are computed anew when what they read changes. */
export function openMenu(source: Source): void {
  opened += 1;
  shown.value = { id: opened, source, back: document.activeElement };
}

function closeMenu(giveFocusBack = true): void {
  const open = shown.value;
  shown.value = null;
  if (giveFocusBack && open?.back instanceof HTMLElement && open.back.isConnected) open.back.focus();
}

export function menuIsOpen(): boolean {
  return shown.value !== null;
}

/** Where the open menu is drawn: once in each app, and inside a dialog while one is open. */
export function MenuHost() {
  const open = shown.value;
  return open ? <Menu key={open.id} source={open.source} /> : null;
}

function Menu({ source }: { readonly source: Source }) {
  const spec = source();
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const typed = text.trim();
  const wanted = typed.toLowerCase();
  const matching = wanted ? spec.items.filter((item) => item.label.toLowerCase().includes(wanted)) : spec.items;
  const extra = typed ? spec.filter?.typed?.(typed) : undefined;
  const left = spec.filter ? matching.length - MOST : 0;
  const offered = left > 0 ? matching.slice(0, MOST) : matching;
  const items = extra ? [...offered, extra] : offered;
  // By its name: the list may change under whoever goes through it.
  const [at, setAt] = useState<{ readonly index: number; readonly id: string | undefined }>({
    index: 0,
    id: items[0]?.id,
  });
  const there = items.findIndex(({ id }) => id === at.id);
  const active = there >= 0 ? there : Math.min(at.index, items.length - 1);
  const goTo = (index: number) => setAt({ index, id: items[index]?.id });

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover();
    place(element, spec.at);
    (element.querySelector<HTMLElement>('input') ?? element).focus();
  }, []);
  useLayoutEffect(() => {
    const outside = (event: Event) => {
      if (!event.composedPath().includes(box.current as EventTarget)) closeMenu(false);
    };
    const away = () => closeMenu(false);
    addEventListener('pointerdown', outside, true);
    addEventListener('blur', away);
    addEventListener('resize', away);
    return () => {
      removeEventListener('pointerdown', outside, true);
      removeEventListener('blur', away);
      removeEventListener('resize', away);
    };
  }, []);
  useEffect(() => {
    box.current?.querySelector('.is-active')?.scrollIntoView({ block: 'nearest' });
  });

  const choose = (item: MenuItem | undefined) => {
    if (!item || item.refused) return;
    if (!spec.stays) closeMenu();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) goTo((active + move + items.length) % Math.max(1, items.length));
    else if (event.key === 'Home' && !spec.filter) goTo(0);
    else if (event.key === 'End' && !spec.filter) goTo(items.length - 1);
    else if (event.key === 'Enter' || (event.key === ' ' && !spec.filter)) choose(items[active]);
    else if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
    else if (!spec.filter && event.key.length === 1 && pressed(event).with === 'nothing') {
      const byHint = items.findIndex((item) => item.keyHint === pressed(event).key);
      if (byHint >= 0) choose(items[byHint]);
      else {
        const next = [...items.slice(active + 1), ...items.slice(0, active + 1)].find((item) =>
          item.label.toLowerCase().startsWith(event.key.toLowerCase()),
        );
        if (next) goTo(items.indexOf(next));
      }
    } else return;
    event.stopPropagation();
    event.preventDefault();
  };
  const indexOf = (event: Event) =>
    Number((event.target as Element).closest<HTMLElement>('[data-index]')?.dataset.index ?? -1);
  const pointed = {
    onPointerMove: (event: PointerEvent) => {
      const index = indexOf(event);
      if (index >= 0 && index !== active) goTo(index);
    },
    // The focus stays where it is, in the field if there is one.
    onMouseDown: (event: MouseEvent) => event.preventDefault(),
    onClick: (event: MouseEvent) => choose(items[indexOf(event)]),
  };
  const ticked = items.some((each) => each.checked !== undefined);
  const list = items.map((item, index) => (
    <div
      key={item.id}
      id={`menu-${index}`}
      data-index={index}
      {...itemAria(item, spec.filter !== undefined, index === active)}
      class={`menu__item${index === active ? ' is-active' : ''}${item.separated ? ' is-separated' : ''}`}
    >
      {ticked ? <span class="menu__check">{item.checked ? <Icon name="check" /> : null}</span> : null}
      {item.mark}
      <span class="menu__label">
        {item.label}
        {item.refused ? `: ${item.refused}` : null}
      </span>
      {item.detail ? <span class="menu__detail">{item.detail}</span> : null}
      {item.keyHint ? <span class="menu__key figures">{item.keyHint}</span> : null}
    </div>
  ));
  const activeId = items.length > 0 ? `menu-${active}` : undefined;
  if (!spec.filter)
    return (
      <div
        ref={box}
        class="menu"
        popover="manual"
        role="menu"
        tabIndex={-1}
        aria-label={spec.label}
        aria-activedescendant={activeId}
        onKeyDown={onKeyDown}
        {...pointed}
      >
        {list}
      </div>
    );
  return (
    <div ref={box} class="menu" popover="manual">
      <input
        class="menu__filter"
        role="combobox"
        aria-expanded="true"
        aria-controls="menu-list"
        aria-activedescendant={activeId}
        aria-label={spec.label}
        placeholder={spec.filter.placeholder}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          // The first that matches.
          setAt({ index: 0, id: undefined });
        }}
        onKeyDown={onKeyDown}
      />
      <div id="menu-list" class="menu__list" role="listbox" aria-label={spec.label} {...pointed}>
        {list}
      </div>
      {items.length === 0 ? <p class="menu__none second">{t('Nothing matches.')}</p> : null}
      {left > 0 ? (
        <p class="menu__none second">{tn('{0} more. Type to find it.', '{0} more. Type to find them.', left)}</p>
      ) : null}
    </div>
  );
}

/** The focus stays on the menu, which names the active item: an item has a role and no focus of its own. */
function itemAria(item: MenuItem, inList: boolean, active: boolean) {
  const refused = item.refused ? { 'aria-disabled': 'true' as const } : {};
  if (inList) return { role: 'option' as const, 'aria-selected': item.checked ?? active, ...refused };
  if (item.checked === undefined) return { role: 'menuitem' as const, ...refused };
  return { role: 'menuitemcheckbox' as const, 'aria-checked': item.checked, ...refused };
}

function place(box: HTMLElement, at: MenuSpec['at']): void {
  const anchor = at instanceof Element ? at.getBoundingClientRect() : new DOMRect(at.x, at.y, 0, 0);
  const { width, height } = box.getBoundingClientRect();
  const room = 4;
  const below = anchor.bottom + room + height <= innerHeight;
  const top = below ? anchor.bottom + 2 : Math.max(room, anchor.top - height - 2);
  const left = Math.max(room, Math.min(anchor.left, innerWidth - width - room));
  box.style.setProperty('top', `${top}px`);
  box.style.setProperty('left', `${left}px`);
}
