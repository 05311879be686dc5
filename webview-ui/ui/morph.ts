/**
 * Makes the content of an element what the HTML says, and leaves alone what is that already: while text streams, what a person
 * has selected stays selected, a code block stays where it was scrolled to, and the focus stays on its button.
 */
export function morph(element: Element, html: string): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  content(element, template.content);
}

function content(now: Node, wanted: Node): void {
  let at = now.firstChild;
  for (const want of [...wanted.childNodes]) {
    if (at && isAlike(at, want)) {
      change(at, want);
      at = at.nextSibling;
    } else if (at) {
      const { nextSibling } = at;
      now.replaceChild(want, at);
      at = nextSibling;
    } else now.appendChild(want);
  }
  while (at) {
    const { nextSibling } = at;
    now.removeChild(at);
    at = nextSibling;
  }
}

const isAlike = (one: Node, other: Node) => one.nodeType === other.nodeType && one.nodeName === other.nodeName;

function change(now: Node, want: Node): void {
  if (now instanceof Text && want instanceof Text) grow(now, want.data);
  else if (now instanceof Element && want instanceof Element) {
    attributes(now, want);
    content(now, want);
  }
}

/** Only what differs is exchanged: a selection before it stays. */
function grow(text: Text, wanted: string): void {
  const { data } = text;
  if (data === wanted) return;
  let same = 0;
  while (same < data.length && data[same] === wanted[same]) same += 1;
  text.replaceData(same, data.length - same, wanted.slice(same));
}

function attributes(now: Element, want: Element): void {
  for (const { name, value } of want.attributes) if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  for (const name of now.getAttributeNames()) if (!want.hasAttribute(name)) now.removeAttribute(name);
}
