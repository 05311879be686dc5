import { PAGE_DATA_ID, PAGE_ROOT_ID, type PageData } from '../../src/protocol/page';

/**
 * How a page looked when it ended: hidden, reloaded, or covered by the one that takes its place after a crash of the extension
 * host. The next page shows that until the host has answered, so that a person never looks at an empty tab. It is a picture:
 * nothing in it can be clicked, found or read out. It is kept as long as the window is, and no longer.
 */
interface Look {
  readonly html: string;
  readonly width: number;
  readonly height: number;
  readonly at: number;
}

const PREFIX = 'signalbox/look/';
const CLASS = 'last-look';
/** What changed since would be more of a surprise than nothing at all. */
const OLD_MS = 10 * 60_000;
const MOST = 400_000;
const NAMES = /^(id|name|for|href|title|role|tabindex|data-.*|aria-(?!disabled).*)$/;

/** Keeps how the page looks; called when it ends. */
export function keepLook(name: string): void {
  const root = document.getElementById(PAGE_ROOT_ID);
  // A page that still shows the look of the one before it has nothing newer.
  if (!root || name === '' || lookIsShown()) return;
  const html = pictureOf(root).innerHTML;
  const look: Look = { html, width: innerWidth, height: innerHeight, at: Date.now() };
  attempt(() => {
    if (html.length > MOST) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(look));
  });
}

export function lookIsShown(): boolean {
  return document.querySelector(`.${CLASS}`) !== null;
}

/** The page itself is there. */
export function dropLook(): void {
  document.querySelector(`.${CLASS}`)?.remove();
}

/** Shows what was kept under the name that the host wrote into the page; before anything else of the page has run. */
export function showLook(): void {
  const text = document.getElementById(PAGE_DATA_ID)?.textContent;
  const { keep } = (text ? JSON.parse(text) : { keep: '' }) as PageData;
  const look = keep === '' ? undefined : read(PREFIX + keep);
  if (!look || look.width !== innerWidth || look.height !== innerHeight || Date.now() - look.at > OLD_MS) return;
  const shown = document.createElement('div');
  shown.className = CLASS;
  shown.inert = true;
  shown.setAttribute('aria-hidden', 'true');
  shown.innerHTML = look.html;
  document.body.append(shown);
  for (const each of shown.querySelectorAll<HTMLElement>('[data-s]')) each.style.cssText = each.dataset.s ?? '';
  for (const each of shown.querySelectorAll<HTMLElement>('[data-at]')) each.scrollTop = Number(each.dataset.at);
}

function read(name: string): Look | undefined {
  const look = attempt(() => JSON.parse(sessionStorage.getItem(name) ?? 'null') as Partial<Look> | null);
  const { html, width, height, at } = look ?? {};
  if (typeof html !== 'string' || typeof width !== 'number' || typeof height !== 'number') return undefined;
  return { html, width, height, at: at ?? 0 };
}

function pictureOf(root: Element): Element {
  const picture = root.cloneNode(true) as Element;
  const real = root.querySelectorAll('*');
  // Both lists are in the same order, as long as nothing is taken out.
  const stands = [...picture.querySelectorAll('*')].map((copy, index) => standIn(copy, real[index]!));
  for (const [copy, stand] of stands) if (stand !== copy) copy.replaceWith(stand);
  for (const dialog of picture.querySelectorAll('dialog, .unseen')) dialog.remove();
  return picture;
}

/** The policy of the page forbids styles in the text of it: they are written down, and set when it is shown. */
function standIn(copy: Element, real: Element): readonly [Element, Element] {
  const stand = real.shadowRoot ? flat(real) : copy;
  if (stand === copy && copy instanceof HTMLElement) {
    const { cssText } = (real as HTMLElement).style;
    for (const name of copy.getAttributeNames()) if (NAMES.test(name) || name === 'style') copy.removeAttribute(name);
    if (cssText) copy.dataset.s = cssText;
    if (real.scrollTop > 0) copy.dataset.at = String(real.scrollTop);
    if (real instanceof HTMLInputElement) copy.setAttribute('value', real.value);
    if (real instanceof HTMLTextAreaElement) copy.textContent = real.value;
  }
  return [copy, stand];
}

/** A control of the component library has its looks within it, where no copy has them. */
function flat(real: Element): HTMLElement {
  const stand = document.createElement('span');
  const control = real.shadowRoot?.querySelector('.control, .root') ?? real;
  const { width, height } = real.getBoundingClientRect();
  const { backgroundColor, color, border, borderRadius, font, padding } = getComputedStyle(control);
  const size = `width:${width}px;height:${height}px;box-sizing:border-box;display:inline-flex;align-items:center;justify-content:center`;
  stand.className = real.className;
  stand.dataset.s = `${size};background:${backgroundColor};color:${color};border:${border};border-radius:${borderRadius};font:${font};padding:${padding}`;
  stand.textContent = real.textContent;
  return stand;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
