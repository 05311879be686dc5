import readline from 'node:readline';
import type { ReplyBit } from '../../core/plan/reply';
import { plain } from '../../core/text';
import type { Page } from '../terminal/page';
import { Questions } from './questions';
import type { Around, ChatScreen, Question, ScreenEvents } from './screen';

/** A conversation on a terminal that cannot move its cursor, such as a log or an editor's shell: lines, and nothing else. */
export class PlainScreen implements ChatScreen {
  readonly #page: Page;
  readonly #events: ScreenEvents;
  readonly #terminal: readline.Interface;
  #around: Around = { queued: [], hint: '', footer: '' };
  readonly #questions = new Questions(() => this.#asks());
  /** A question stands there without an answer. */
  #asking = false;
  #midLine = false;
  #prompted = false;

  constructor(page: Page, events: ScreenEvents) {
    this.#page = page;
    this.#events = events;
    this.#terminal = readline.createInterface({ input: process.stdin, terminal: false });
    this.#terminal.on('line', (line) => this.#read(line));
    this.#terminal.once('close', () => events.leave());
    process.on('SIGINT', this.#interrupted);
  }

  readonly draft = '';

  write(): void {}

  remember(): void {}

  print(text: string): void {
    this.#out(`${text}\n`);
  }

  said(who: string, text: string): void {
    this.#out(`${who || 'You'}: ${plain(text)}\n`);
  }

  reply(bit: ReplyBit): void {
    if (bit.kind === 'text') {
      if (!this.#midLine && bit.text !== '') this.#newLine();
      process.stdout.write(plain(bit.text));
      if (bit.text !== '') this.#midLine = !bit.text.endsWith('\n');
    } else if (bit.kind === 'document') this.#out(`--- ${bit.name}\n`);
    else if (bit.kind === 'document_line') this.#out(`${plain(bit.text)}\n`);
    else this.#out('---\n');
  }

  endReply(): void {
    this.#newLine();
  }

  around(around: Around): void {
    const free = !around.busy && (this.#around.busy !== undefined || !this.#prompted);
    const begins = around.busy !== undefined && this.#around.busy === undefined;
    this.#around = around;
    if (begins) this.#out(this.#page.dim('The agent is answering. Ctrl+C stops it.\n'));
    if (free && around.footer !== '') this.#prompt();
  }

  choose(question: Question, withdrawn: AbortSignal): Promise<number | undefined> {
    return this.#questions.ask(question, withdrawn);
  }

  #asks(): void {
    // The question before was withdrawn: what is said now begins a line of its own.
    if (this.#asking) this.#out('\n');
    this.#asking = false;
    const asked = this.#questions.current;
    if (!asked) return;
    const { title, detail, choices } = asked.question;
    this.#out(`${[title, ...(detail ? [detail] : [])].join('\n')}\n`);
    choices.forEach(({ label }, index) => {
      this.#out(`  ${index + 1}  ${label}\n`);
    });
    process.stdout.write('Number: ');
    this.#asking = true;
  }

  close(): void {
    process.off('SIGINT', this.#interrupted);
    this.#terminal.removeAllListeners();
    this.#terminal.close();
    this.#newLine();
  }

  #interrupted = (): void => this.#events.interrupt('ctrl-c');

  #read(line: string): void {
    this.#prompted = false;
    const asked = this.#questions.current;
    if (asked) {
      const { question, done } = asked;
      const typed = line.trim().toLowerCase();
      const byKey = question.choices.findIndex(({ key }) => key === typed);
      const choice = byKey >= 0 ? byKey : Number(typed) - 1;
      if (question.choices[choice]) {
        this.#asking = false;
        done(choice);
      } else process.stdout.write(`A number from 1 to ${question.choices.length}: `);
      return;
    }
    if (line.trim() !== '') this.#events.line(line);
    else if (!this.#around.busy) this.#prompt();
  }

  #prompt(): void {
    this.#newLine();
    process.stdout.write(`${this.#around.footer}\n> `);
    this.#prompted = true;
  }

  #out(text: string): void {
    this.#newLine();
    process.stdout.write(text);
  }

  #newLine(): void {
    if (this.#midLine || this.#prompted) process.stdout.write('\n');
    this.#midLine = false;
    this.#prompted = false;
  }
}
