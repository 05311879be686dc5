import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Drafts, heard, restored, returned, send, textIn, typed, writtenOn } from '../../../src/core/plan/draft';

const PLACES = ['', 'shop.1', 'shop.2'] as const;

interface Asked {
  readonly window: number;
  /** The page that asked; the next one of that window does not hear the answer. */
  readonly page: number;
  readonly place: string;
  readonly key: string;
  readonly text: string;
}

interface Answer extends Asked {
  readonly taken: boolean;
}

interface Window {
  page: number;
  drafts: Drafts;
  kept: string;
}

/** Windows, the way between, and a ledger: everything that can happen between two of them happens in any order. */
class World {
  readonly said: { readonly key: string; readonly place: string; readonly text: string }[] = [];
  readonly windows: Window[] = [0, 1].map(() => ({ page: 0, drafts: {}, kept: '{}' }));
  asked: Asked[] = [];
  answers: Answer[] = [];
  readonly words: string[] = [];
  /** Typed after the last time that its page was kept; gone, when the page was made anew before the next time. */
  readonly #unkept = [new Set<string>(), new Set<string>()];
  readonly gone = new Set<string>();
  #keys = 0;

  newKey = () => {
    this.#keys += 1;
    return `k${this.#keys}`;
  };

  type(w: number, place: string): void {
    const window = this.windows[w]!;
    const word = `w${this.words.length}`;
    this.words.push(word);
    window.drafts = typed(window.drafts, place, `${textIn(window.drafts, place)} ${word}`, this.newKey());
    this.#unkept[w]?.add(word);
  }

  keep(w: number): void {
    const window = this.windows[w]!;
    window.kept = JSON.stringify(window.drafts);
    this.#unkept[w]?.clear();
  }

  send(w: number, place: string): void {
    const window = this.windows[w]!;
    const after = send(window.drafts, place, this.newKey());
    const sent = after[place]?.sent;
    if (after === window.drafts || !sent) return;
    window.drafts = after;
    // Kept first, then said.
    this.keep(w);
    this.asked.push({ window: w, page: window.page, place, ...sent });
  }

  /** The host takes what is under way, or refuses it. A message may come twice. */
  take(at: number, refuses: boolean, again: boolean): void {
    const asked = this.asked[at % Math.max(1, this.asked.length)];
    if (!asked) return;
    if (!again) this.asked = this.asked.filter((each) => each !== asked);
    const known = this.said.some(({ key }) => key === asked.key);
    const taken = known || !refuses;
    if (taken && !known) this.said.push(asked);
    this.answers.push({ ...asked, taken });
    // What was refused once is not taken when its double arrives: the two come in the order in which they were sent.
    if (!taken) this.asked = this.asked.filter((each) => each.key !== asked.key);
  }

  answer(at: number): void {
    const answer = this.answers[at % Math.max(1, this.answers.length)];
    if (!answer) return;
    this.answers = this.answers.filter((each) => each !== answer);
    const window = this.windows[answer.window]!;
    if (window.page !== answer.page) return;
    window.drafts = answer.taken
      ? heard(window.drafts, [answer.key])
      : returned(window.drafts, answer.place, answer.key);
  }

  /** The window hears what the plan on show has come to. */
  look(w: number, place: string): void {
    const window = this.windows[w]!;
    window.drafts = heard(
      window.drafts,
      this.said.filter((each) => each.place === place).map(({ key }) => key),
    );
  }

  reload(w: number): void {
    const window = this.windows[w]!;
    window.page += 1;
    for (const word of this.#unkept[w] ?? []) this.gone.add(word);
    this.#unkept[w]?.clear();
    window.drafts = restored(JSON.parse(window.kept), this.newKey);
    for (const [place, { sent }] of Object.entries(window.drafts)) {
      this.look(w, place);
      if (!sent) continue;
      // The host answers when what it is doing is done; what it has not begun it drops, as that page is gone.
      const underway = this.asked.findIndex(({ key }) => key === sent.key);
      if (underway >= 0 && sent.key.charCodeAt(sent.key.length - 1) % 2 === 0) this.take(underway, false, false);
      this.asked = this.asked.filter(({ key }) => key !== sent.key);
      window.drafts = this.said.some(({ key }) => key === sent.key)
        ? heard(window.drafts, [sent.key])
        : returned(window.drafts, place, sent.key);
    }
  }

  settle(): void {
    while (this.asked.length > 0) this.take(0, false, false);
    while (this.answers.length > 0) this.answer(0);
    for (const w of [0, 1]) for (const place of PLACES) this.look(w, place);
  }

  count(word: string): { said: number; written: number } {
    const within = (text: string) => text.split(/\s+/).filter((each) => each === word).length;
    const sum = (texts: readonly string[]) => texts.reduce((all, text) => all + within(text), 0);
    const fields = this.windows.flatMap(({ drafts }) =>
      Object.values(drafts).flatMap(({ text, sent }) => [text, sent?.text ?? '']),
    );
    return { said: sum(this.said.map(({ text }) => text)), written: sum(fields) };
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('type' as const), w: fc.nat(1), place: fc.constantFrom(...PLACES) }),
  fc.record({ do: fc.constant('send' as const), w: fc.nat(1), place: fc.constantFrom(...PLACES) }),
  fc.record({ do: fc.constant('keep' as const), w: fc.nat(1) }),
  fc.record({ do: fc.constant('reload' as const), w: fc.nat(1) }),
  fc.record({ do: fc.constant('look' as const), w: fc.nat(1), place: fc.constantFrom(...PLACES) }),
  fc.record({ do: fc.constant('take' as const), at: fc.nat(5), refuses: fc.boolean(), again: fc.boolean() }),
  fc.record({ do: fc.constant('answer' as const), at: fc.nat(5) }),
);

describe('what is half typed', () => {
  it('is neither lost nor doubled, whatever comes between typing, sending, reloading and a second window', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        for (const each of steps) {
          if (each.do === 'type') world.type(each.w, each.place);
          else if (each.do === 'send') world.send(each.w, each.place);
          else if (each.do === 'keep') world.keep(each.w);
          else if (each.do === 'reload') world.reload(each.w);
          else if (each.do === 'look') world.look(each.w, each.place);
          else if (each.do === 'take') world.take(each.at, each.refuses, each.again);
          else world.answer(each.at);
        }
        world.settle();
        for (const word of world.words) {
          const { said, written } = world.count(word);
          assert.ok(said + written <= 1, `${word} is there ${said} times said and ${written} times in fields`);
          assert.ok(said + written === 1 || world.gone.has(word), `${word} is lost`);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is not said twice when the page comes back as it was before it was sent', () => {
    const before = typed({}, 'p', 'And a bell', 'k1');
    const sent = send(before, 'p', 'k2');
    assert.deepEqual(sent, { p: { key: 'k2', text: '', sent: { key: 'k1', text: 'And a bell' } } });
    // A slow store gives back what was kept before Enter.
    const again = restored(JSON.parse(JSON.stringify(before)), () => 'k3');
    assert.equal(textIn(again, 'p'), 'And a bell');
    assert.deepEqual(heard(again, ['k1']), {});
  });

  it('is done with in every window that has a copy of it, but not where it was written on', () => {
    const kept: unknown = JSON.parse(JSON.stringify(typed({}, 'p', 'And a bell', 'k1')));
    const copy = restored(kept, () => 'x');
    const changed = typed(copy, 'p', 'And a bell, please', 'k2');
    assert.deepEqual(heard(copy, ['k1']), {});
    assert.equal(textIn(heard(changed, ['k1']), 'p'), 'And a bell, please');
  });

  it('comes back before what was typed since when it was refused, and to the plan that is there instead', () => {
    const sent = send(typed({}, '', 'A wish', 'k1'), '', 'k2', 'shop');
    assert.deepEqual(sent['']?.sent, { key: 'k1', text: 'A wish', slug: 'shop' });
    const more = typed(sent, '', 'And more', 'k2');
    assert.equal(textIn(returned(more, '', 'k1'), ''), 'A wish\n\nAnd more');
    const moved = returned(typed(more, 'p', 'There', 'k3'), '', 'k1', 'p');
    assert.equal(textIn(moved, 'p'), 'A wish\n\nThere');
    assert.equal(textIn(moved, ''), 'And more');
    // An answer that comes late is about something else.
    assert.equal(returned(moved, '', 'k1'), moved);
  });

  it('is sent one at a time, and never empty', () => {
    const one = send(typed({}, 'p', 'One', 'k1'), 'p', 'k2');
    const two = typed(one, 'p', 'Two', 'k2');
    assert.equal(send(two, 'p', 'k3'), two);
    const blank = typed({}, 'p', ' \n', 'k1');
    assert.equal(send(blank, 'p', 'k2'), blank);
    assert.equal(textIn(writtenOn(blank, 'p', 'Taken back', 'k2'), 'p'), 'Taken back\n\n \n');
  });

  it('is read from what was kept by an older version, and from nothing else', () => {
    const read = restored(
      { a: 'As it was', b: '', c: 3, d: null, e: { key: 1, text: 'x' }, f: { text: 'x' } },
      () => 'k',
    );
    assert.deepEqual(read, { a: { key: 'k', text: 'As it was', copied: true } });
    assert.deepEqual(
      restored('x', () => 'k'),
      {},
    );
  });
});
