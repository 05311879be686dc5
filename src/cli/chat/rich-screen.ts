import type { ReplyBit } from '../../core/plan/reply';
import { plain } from '../../core/text';
import { compose } from '../terminal/composer';
import { Keyboard } from '../terminal/keyboard';
import { type Key, LineEditor } from '../terminal/line-editor';
import { LiveRegion, type TerminalOutput } from '../terminal/live-region';
import { TerminalMarkdown } from '../terminal/markdown';
import { longDuration, type Page, plural } from '../terminal/page';
import { cutTo, oneLine, wrap } from '../terminal/width';
import { type Asked, Questions } from './questions';
import type { Around, ChatScreen, Question, ScreenEvents } from './screen';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
/** Of a document that is handed in, so much is shown; the rest is in its file. */
const DOCUMENT_LINES = 12;
const COMPOSER_ROWS = 10;

/** A conversation on a terminal that can move its cursor: what is said scrolls, the line to write on stays below. */
export class RichScreen implements ChatScreen {
  readonly #page: Page;
  readonly #events: ScreenEvents;
  readonly #input: NodeJS.ReadStream;
  readonly #output: NodeJS.WriteStream;
  readonly #region: LiveRegion;
  readonly #markdown: TerminalMarkdown;
  readonly #editor = new LineEditor();
  readonly #keyboard: Keyboard;
  #around: Around = { queued: [], hint: '', footer: '' };
  readonly #questions = new Questions(() => this.#asks());
  #chosen = 0;
  /** Keys answer the question. One that comes while a line is being written waits until that is sent, or for Tab. */
  #answering = false;
  #line = '';
  #documentLines = 0;
  /** Blank rows are put between blocks, never two. */
  #blank = true;
  #frame = 0;
  #spinner: NodeJS.Timeout | undefined;
  #completions: readonly string[] = [];

  constructor(page: Page, events: ScreenEvents, input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#page = page;
    this.#events = events;
    this.#input = input;
    this.#output = output;
    const terminal: TerminalOutput = {
      get columns() {
        return output.columns || 80;
      },
      get rows() {
        return output.rows || 24;
      },
      write: (text) => void output.write(text),
    };
    this.#region = new LiveRegion(terminal);
    this.#markdown = new TerminalMarkdown(page);
    this.#keyboard = new Keyboard(input, output, {
      key: (key) => this.#key(key),
      paste: (text) => this.#paste(text),
      gone: () => events.leave(),
    });
    output.on('resize', this.#redraw);
    process.on('SIGCONT', this.#continued);
  }

  get draft(): string {
    return this.#editor.text;
  }

  write(draft: string): void {
    this.#editor.set(draft);
    this.#redraw();
  }

  remember(texts: readonly string[]): void {
    for (const text of texts) this.#editor.remember(text);
  }

  print(text: string): void {
    this.endReply();
    this.#put(['', ...text.split('\n').flatMap((line) => wrap(line, this.#region.width)), '']);
  }

  said(who: string, text: string): void {
    this.endReply();
    const mark = this.#page.paint('cyan', '›');
    const by = who ? [this.#page.dim(`${who}:`)] : [];
    const rows = [...by, ...wrap(text, this.#region.width - 2).map((row) => this.#page.bold(row))];
    this.#put(['', ...rows.map((row, index) => `${index === 0 ? mark : ' '} ${row}`), '']);
  }

  reply(bit: ReplyBit): void {
    switch (bit.kind) {
      case 'text': {
        const lines = (this.#line + bit.text).split('\n');
        this.#line = lines.pop() ?? '';
        this.#put(lines.flatMap((line) => this.#markdown.line(line, this.#region.width)));
        return;
      }
      case 'document':
        this.#documentLines = 0;
        this.#put(['', `${this.#page.paint('cyan', '┌')} ${this.#page.bold(bit.name)}`]);
        return;
      case 'document_line': {
        this.#documentLines += 1;
        const row = cutTo(plain(bit.text), this.#region.width - 2);
        const shown = this.#documentLines <= DOCUMENT_LINES;
        this.#put(shown ? [`${this.#page.paint('cyan', '│')} ${this.#page.dim(row)}`.trimEnd()] : []);
        return;
      }
      case 'document_end': {
        const more = bit.lines - DOCUMENT_LINES;
        const rest = more > 0 ? this.#page.dim(`${plural(more, 'more line')}: /open ${bit.name}`) : '';
        this.#documentLines = 0;
        this.#put([`${this.#page.paint('cyan', '└')} ${rest}`.trimEnd(), '']);
      }
    }
  }

  endReply(): void {
    const line = this.#line;
    this.#line = '';
    if (line !== '') this.#put(this.#markdown.line(line, this.#region.width));
  }

  around(around: Around): void {
    this.#around = around;
    if (around.busy && !this.#spinner) {
      this.#spinner = setInterval(() => {
        this.#frame += 1;
        this.#redraw();
      }, FRAME_MS);
    } else if (!around.busy && this.#spinner) {
      clearInterval(this.#spinner);
      this.#spinner = undefined;
    }
    this.#redraw();
  }

  choose(question: Question, withdrawn: AbortSignal): Promise<number | undefined> {
    this.endReply();
    const answer = this.#questions.ask(question, withdrawn);
    this.#redraw();
    return answer;
  }

  #asks(): void {
    this.#chosen = 0;
    this.#answering = this.#editor.text === '';
    this.#redraw();
  }

  close(): void {
    this.endReply();
    clearInterval(this.#spinner);
    this.#output.off('resize', this.#redraw);
    process.off('SIGCONT', this.#continued);
    this.#region.clear();
    this.#keyboard.close();
  }

  #put(rows: readonly string[]): void {
    const kept = rows.filter((row) => {
      const blank = row === '';
      const keep = !(blank && this.#blank);
      if (keep) this.#blank = blank;
      return keep;
    });
    this.#draw(kept);
  }

  #redraw = (): void => this.#draw([]);

  #draw(above: readonly string[]): void {
    const width = this.#region.width;
    const rows: string[] = [];
    if (this.#line !== '') rows.push(...this.#markdown.rows(this.#line, width));
    if (this.#documentLines > DOCUMENT_LINES)
      rows.push(`${this.#page.paint('cyan', '│')} ${this.#page.dim(`… ${this.#documentLines} lines so far`)}`);
    if (rows.length > 0 || !this.#blank) rows.push('');
    const { busy, queued, footer } = this.#around;
    if (busy) {
      const sign = this.#page.paint('cyan', SPINNER[this.#frame % SPINNER.length] ?? '');
      const time = longDuration(Date.now() - busy.since);
      rows.push(`${sign} ${this.#page.dim(cutTo(`${busy.what} · ${time} · Esc stops`, width - 2))}`);
    }
    for (const text of queued) rows.push(this.#page.dim(cutTo(`  next: ${oneLine(text)}`, width)));
    rows.push(this.#page.dim('─'.repeat(width)));
    const head = rows.length;
    const below = this.#completions.length > 0 ? this.#completions.join('  ') : footer;
    const asked = this.#questions.current;
    const body = asked && this.#questionRows(asked, width);
    if (body && this.#answering) {
      const foot = this.#page.dim(cutTo(below, width));
      this.#region.draw(above, [...rows, ...body.rows, foot], { row: head + body.at, column: 0 });
      return;
    }
    if (body) rows.push(...body.rows, this.#page.dim('─'.repeat(width)));
    this.#drawLine(above, rows, this.#page.dim(cutTo(body ? 'Enter sends · Tab answers the question' : below, width)));
  }

  #drawLine(above: readonly string[], rows: readonly string[], foot: string): void {
    const { width } = this.#region;
    const head = rows.length;
    const { text, cursor } = this.#editor;
    const prompt = `${this.#page.paint('cyan', '›')} `;
    if (text === '') {
      const hint = this.#page.dim(cutTo(this.#around.hint, width - 2));
      this.#region.draw(above, [...rows, prompt + hint, foot], { row: head, column: 2 });
      return;
    }
    const composed = compose(text, cursor, prompt, width, Math.min(COMPOSER_ROWS, this.#region.height - 3));
    this.#region.draw(above, [...rows, ...composed.rows, foot], {
      row: head + composed.cursor.row,
      column: composed.cursor.column,
    });
  }

  #questionRows({ question }: Asked, width: number): { readonly rows: readonly string[]; readonly at: number } {
    const { title, detail, choices } = question;
    const head = wrap(title, width - 2).map((row, index) => `${index === 0 ? '?' : ' '} ${row}`);
    const rows = head.map((row) => this.#page.paint('yellow', row));
    const chosen = this.#answering ? this.#chosen : -1;
    if (detail) rows.push(...wrap(detail, width - 2, 8).map((row) => this.#page.dim(`  ${row}`)));
    const first = rows.length;
    choices.forEach(({ label, key }, index) => {
      const mark = index === chosen ? '❯' : ' ';
      const row = cutTo(`${mark} ${index + 1}  ${label}${key ? `  (${key})` : ''}`, width);
      rows.push(index === chosen ? this.#page.paint('cyan', row) : row);
    });
    const { following } = this.#questions;
    if (following > 0) rows.push(this.#page.dim(`  and ${plural(following, 'more question')}`));
    return { rows, at: first + Math.max(0, chosen) };
  }

  #key(key: Key): void {
    this.#completions = [];
    if (key.ctrl && key.name === 'c') this.#interrupt('ctrl-c');
    else if (key.ctrl && key.name === 'z') this.#suspend();
    else if (this.#questions.current && this.#answering) this.#answer(this.#questions.current, key);
    else if (this.#questions.current && key.name === 'tab') this.#turnToQuestion();
    else if (key.name === 'escape') this.#interrupt('escape');
    else this.#write(key);
  }

  #write(key: Key): void {
    const wish = this.#editor.key(key);
    if (wish === 'complete') this.#complete();
    if (wish === 'redraw') this.#output.write('\u001b[2J\u001b[H');
    const text = wish === 'submit' ? this.#editor.take() : '';
    if (this.#editor.text === '') this.#answering = true;
    this.#redraw();
    if (wish === 'leave') this.#events.leave();
    if (text.trim() !== '') this.#events.line(text);
  }

  #paste(text: string): void {
    // What is pasted is never an answer.
    this.#answering = false;
    this.#editor.insert(text);
    this.#redraw();
  }

  #interrupt(key: 'ctrl-c' | 'escape'): void {
    if (key === 'ctrl-c' && !this.#around.busy && !this.#questions.current && this.#editor.text !== '') {
      this.#editor.remember(this.#editor.text);
      this.write('');
      return;
    }
    this.#events.interrupt(key);
  }

  #answer(asked: Asked, { name = '', sequence = '' }: Key): void {
    const { choices } = asked.question;
    const number = /^[1-9]$/.test(sequence)
      ? Number(sequence) - 1
      : choices.findIndex(({ key }) => key !== undefined && key === sequence.toLowerCase());
    if (choices[number]) asked.done(number);
    else if (name === 'return') asked.done(this.#chosen);
    else if (name === 'escape') this.#interrupt('escape');
    else if (name === 'up' || name === 'down' || name === 'tab') {
      this.#chosen = (this.#chosen + (name === 'up' ? choices.length - 1 : 1)) % choices.length;
      this.#redraw();
    }
  }

  #turnToQuestion(): void {
    this.#answering = true;
    this.#redraw();
  }

  #complete(): void {
    const { text } = this.#editor;
    const found = this.#events.complete(text);
    const [only] = found;
    if (only === undefined) return;
    let shared = only;
    for (const each of found) while (!each.startsWith(shared)) shared = shared.slice(0, -1);
    if (shared.length > text.length) this.#editor.set(shared);
    if (found.length > 1) this.#completions = found;
  }

  #suspend(): void {
    this.#region.clear();
    this.#keyboard.pause();
    process.kill(process.pid, 'SIGTSTP');
  }

  #continued = (): void => {
    if (this.#input.isRaw) return;
    this.#keyboard.resume();
    this.#redraw();
  };
}
