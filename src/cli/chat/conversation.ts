import type { Planning } from '../../adapters/planning';
import {
  currentArtifacts,
  nextPhase,
  type PlanState,
  pendingPermissions,
  runningTurn,
  type Turn,
} from '../../core/plan/model';
import { createReplyReader } from '../../core/plan/reply';
import { ok, type Result, refuse } from '../../core/result';
import type { TraceRecord } from '../../core/run/trace';
import { say } from '../../core/sentence';
import { plain } from '../../core/text';
import type { Context } from '../context';
import { nearest } from '../nearest';
import type { Answer } from '../noun';
import { money, planPage, troubleOf } from '../plan-pages';
import { longDuration } from '../terminal/page';
import { cutTo, oneLine } from '../terminal/width';
import { changesPage } from './changes';
import { CHAT_COMMANDS, completionsOf, helpPage } from './commands';
import { PlanFollower } from './follower';
import type { ChatScreen, Choice, ScreenEvents } from './screen';

type Outcome = Result<Answer | undefined>;

/** A person and an agent at one plan, in a terminal. What others do to the plan meanwhile is shown as it happens. */
export class Conversation {
  readonly #context: Context;
  readonly #planning: Planning;
  readonly #slug: string;
  readonly #profile: string | undefined;
  #plan: PlanState | undefined;
  #screen!: ChatScreen;
  #follower: PlanFollower | undefined;
  #reader = createReplyReader();
  /** What was written before there was a plan that it could wait in. */
  #early: string[] = [];
  /** The messages that were written here and wait, by number. */
  readonly #waits = new Set<number>();
  /** Prompts that were written here, by the number of their turn: they stand on the screen already. */
  readonly #own = new Set<number>();
  readonly #tools = new Map<string, string>();
  readonly #questions = new Map<string, AbortController>();
  #interrupts = 0;
  #busyHere = false;
  #leave: (outcome: Outcome) => void = () => {};

  constructor(
    context: Context,
    planning: Planning,
    slug: string,
    plan: PlanState | undefined,
    profile: string | undefined,
  ) {
    this.#context = context;
    this.#planning = planning;
    this.#slug = slug;
    this.#plan = plan;
    this.#profile = profile;
  }

  async hold(open: (events: ScreenEvents) => ChatScreen): Promise<Outcome> {
    const left = new Promise<Outcome>((resolve) => {
      this.#leave = resolve;
    });
    this.#screen = open({
      line: (text) => void this.#line(text),
      interrupt: (key) => this.#interrupt(key),
      leave: () => this.#goAway(),
      complete: (text) => completionsOf(text, this.#plan),
    });
    if (this.#plan) await this.#follow(this.#plan, true);
    else this.#around();
    const outcome = await left;
    this.#follower?.dispose();
    for (const question of this.#questions.values()) question.abort();
    this.#screen.close();
    return outcome;
  }

  async #follow(plan: PlanState, withHistory: boolean): Promise<void> {
    this.#plan = plan;
    if (withHistory) {
      const said = { ...plan, turns: plan.turns.filter(({ endedAt }) => endedAt !== undefined) };
      this.#screen.print(planPage(said, this.#context.page, 'chat'));
      this.#screen.remember(plan.turns.filter(({ prompt }) => prompt !== '').map(({ prompt }) => prompt));
    }
    this.#around();
    this.#follower = await PlanFollower.open(this.#planning, plan, {
      began: (turn) => this.#began(turn),
      record: (record) => this.#record(record),
      ended: (turn, now) => this.#ended(turn, now),
      plan: (now) => {
        this.#plan = now;
        this.#ask(now);
        this.#around();
        if (now.status !== 'active') this.#over(now);
      },
    });
  }

  #around(): void {
    const plan = this.#plan;
    if (!plan) {
      const hint = `What do you want to build in ${this.#slug}?`;
      const busy = this.#busyHere ? { busy: { what: 'Starting the agent', since: Date.now() } } : {};
      this.#screen.around({ queued: this.#early, hint, footer: 'Enter sends · Ctrl+C leaves', ...busy });
      return;
    }
    const turn = runningTurn(plan);
    const phases = plan.phases.map(({ name, title }) => {
      if (name === plan.phase) return `[${title}]`;
      return plan.phasesCompleted.includes(name) ? `${title} ✓` : title;
    });
    const cost = plan.usage.costUsd > 0 ? ` · ${money(plan.usage.costUsd)}` : '';
    this.#screen.around({
      queued: plan.waiting.map(({ text }) => text),
      hint: turn ? 'Write on; it is sent when the answer is over' : hintOf(plan),
      footer: `${phases.join(' → ')} · ${plan.profile}${cost} · /help`,
      ...(turn
        ? {
            busy: {
              what: turn.stopping ? 'Stopping' : 'The agent is answering',
              since: turn.requestedAt,
            },
          }
        : {}),
    });
  }

  #began(turn: Turn): void {
    this.#interrupts = 0;
    this.#reader = createReplyReader();
    this.#tools.clear();
    const before = this.#plan?.turns.find(({ n }) => n === turn.n - 1);
    const phase = this.#plan?.phases.find(({ name }) => name === turn.phase);
    if (phase && before && before.phase !== turn.phase)
      this.#screen.print(this.#context.page.bold(`── ${phase.title} ──`));
    const mine = turn.takes?.every((n) => this.#waits.has(n)) ?? false;
    if (turn.prompt && !this.#own.has(turn.n))
      this.#screen.said(this.#own.size > 0 && !mine ? 'elsewhere' : '', turn.prompt);
    this.#around();
  }

  #record({ type, data }: TraceRecord): void {
    const { page } = this.#context;
    switch (type) {
      case 'text':
        for (const bit of this.#reader.push(String(data.text))) this.#screen.reply(bit);
        return;
      case 'tool_call':
        this.#tools.set(String(data.id), oneLine(String(data.title)));
        return;
      case 'tool_result': {
        const title = this.#tools.get(String(data.id)) ?? 'tool';
        this.#tools.delete(String(data.id));
        const mark = data.ok === true ? page.paint('green', '✓') : page.paint('red', '✗');
        const output = oneLine(
          String(data.output ?? '')
            .split('\n', 3)
            .join(' '),
        );
        this.#screen.print(`${mark} ${title}${output ? page.dim(`  ${cutTo(output, 60)}`) : ''}`);
        return;
      }
      case 'notice':
        this.#screen.print(page.dim(plain(String(data.text))));
        return;
      default:
        return;
    }
  }

  #ended(turn: Turn, plan: PlanState): void {
    const { page } = this.#context;
    for (const bit of this.#reader.flush()) this.#screen.reply(bit);
    this.#screen.endReply();
    this.#plan = plan;
    for (const question of this.#questions.values()) question.abort();
    const trouble = troubleOf(turn);
    if (trouble) this.#screen.print(page.paint('red', trouble));
    const saved = currentArtifacts(plan).filter((artifact) => artifact.turn === turn.n);
    for (const { name, version, path } of saved)
      this.#screen.print(`${page.paint('green', '✓')} ${name}, version ${version}  ${page.dim(path)}`);
    const took = turn.endedAt === undefined ? '' : longDuration(turn.endedAt - turn.requestedAt);
    const tokens = turn.usage.inputTokens + turn.usage.outputTokens;
    const sums = [
      took,
      tokens > 0 && `${tokens.toLocaleString('en')} tokens`,
      turn.usage.costUsd > 0 && money(turn.usage.costUsd),
    ];
    this.#screen.print(page.dim(sums.filter(Boolean).join(' · ')));
    if (turn.status !== 'done') void this.#takeBack(plan);
  }

  /** After a stop or an error what was written here and waits goes back to the line. */
  async #takeBack(plan: PlanState): Promise<void> {
    const texts: string[] = [];
    for (const { n } of plan.waiting) {
      if (!this.#waits.delete(n)) continue;
      const taken = await this.#planning.planner.takeBack(plan.id, n);
      if (taken.ok) texts.push(taken.value);
    }
    if (texts.length > 0) this.#screen.write([...texts, this.#screen.draft].filter(Boolean).join('\n\n'));
  }

  #ask(plan: PlanState): void {
    const pending = pendingPermissions(plan);
    for (const [id, question] of this.#questions) {
      if (!pending.some(({ request }) => request.id === id)) question.abort();
    }
    const { page } = this.#context;
    for (const { request } of pending) {
      if (this.#questions.has(request.id)) continue;
      const withdrawn = new AbortController();
      this.#questions.set(request.id, withdrawn);
      const choices = request.options.map(({ name, kind }): Choice => ({ label: oneLine(name), key: KEYS[kind] }));
      const title = oneLine(request.title);
      const detail = plain(request.detail);
      const question = { title: `May the agent do this? ${title}`, choices, ...(detail ? { detail } : {}) };
      void this.#screen.choose(question, withdrawn.signal).then(async (choice) => {
        const option = choice === undefined ? undefined : request.options[choice];
        const answered = option && (await this.#planning.planner.answer(plan.id, request.id, option.id));
        if (answered && !answered.ok) this.#screen.print(page.dim(answered.refusal.message));
        else if (option) this.#screen.print(page.dim(`? ${title}: ${oneLine(option.name)}`));
        else {
          const now = this.#plan?.permissions.find((each) => each.request.id === request.id)?.answer;
          if (now) this.#screen.print(page.dim(`? ${title}: answered elsewhere, by ${now.by}`));
        }
      });
    }
  }

  #interrupt(key: 'ctrl-c' | 'escape'): void {
    const running = this.#plan && runningTurn(this.#plan);
    if (key === 'ctrl-c') this.#interrupts += 1;
    if (running && this.#plan && (key === 'escape' || this.#interrupts === 1)) {
      void this.#planning.planner.stop(this.#plan.id);
    } else if (key === 'ctrl-c') this.#goAway();
  }

  #goAway(): void {
    this.#leave(ok(undefined));
    if (this.#plan?.status !== 'active') return;
    const goesOn = runningTurn(this.#plan) ? 'The agent goes on answering. ' : 'The plan is kept. ';
    this.#screen.print(this.#context.page.dim(`${goesOn}Come back with: signalbox plan ${this.#slug}`));
  }

  async #line(text: string): Promise<void> {
    const [word = '', ...rest] = text.trim().split(/\s+/);
    this.#interrupts = 0;
    if (/^\/[a-z]*$/.test(word)) return this.#command(word, rest);
    if (this.#busyHere) {
      this.#early.push(text);
      this.#around();
      return;
    }
    if (this.#plan && runningTurn(this.#plan)) return this.#writeOn(this.#plan, text);
    await this.#say(text);
  }

  /** Waits until the answer is complete, where every window sees it; or is said at once, as it has just become so. */
  async #writeOn({ id, turns }: PlanState, text: string): Promise<void> {
    const written = await this.#planning.planner.write(id, text);
    if (!written.ok) {
      this.#screen.print(written.refusal.message);
      this.#screen.write(text);
      return;
    }
    const waits = written.value.waiting.find((message) => message.text === text && !this.#waits.has(message.n));
    if (waits) this.#waits.add(waits.n);
    else if (written.value.turns.length > turns.length) this.#screen.said('', text);
  }

  async #say(text: string): Promise<void> {
    const { planner } = this.#planning;
    if (!this.#plan) return this.#begin(text);
    this.#own.add(this.#plan.turns.length + 1);
    this.#screen.said('', text);
    const said = await planner.respond(this.#plan.id, text);
    if (said.ok) return;
    this.#own.delete(this.#plan.turns.length + 1);
    this.#screen.print(said.refusal.message);
    this.#screen.write(text);
  }

  async #begin(prompt: string, force = false): Promise<void> {
    this.#busyHere = true;
    this.#around();
    const profile = this.#profile === undefined ? {} : { profile: this.#profile };
    const started = await this.#planning.planner.start(this.#slug, { prompt, force, ...profile });
    this.#busyHere = false;
    if (started.ok) {
      this.#screen.said('', prompt);
      this.#own.add(1);
      const early = this.#early.splice(0);
      await this.#follow(started.value, false);
      for (const text of early) await this.#writeOn(started.value, text);
      return;
    }
    this.#around();
    if (started.refusal.code !== 'already_committed') {
      this.#screen.print(started.refusal.message);
      this.#screen.write(prompt);
      return;
    }
    if (await this.#confirm(started.refusal.message, 'Plan it anew')) await this.#begin(prompt, true);
    else this.#leave(refuse('cancelled', say('Nothing was done.')));
  }

  async #confirm(title: string, yes: string, detail?: string): Promise<boolean> {
    const choices = [
      { label: yes, key: 'y' },
      { label: 'No', key: 'n' },
    ];
    const question = { title, choices, ...(detail === undefined ? {} : { detail }) };
    return (await this.#screen.choose(question, new AbortController().signal)) === 0;
  }

  async #command(word: string, rest: readonly string[]): Promise<void> {
    const { planner } = this.#planning;
    const plan = this.#plan;
    if (word === '/quit' || word === '/exit') return this.#goAway();
    if (word === '/help' || word === '/') return this.#screen.print(helpPage(this.#context.page));
    if (!CHAT_COMMANDS.some(({ name }) => name === word)) {
      const near = nearest(
        word,
        CHAT_COMMANDS.map(({ name }) => name),
      );
      return this.#screen.print(`There is no ${word}.${near ? ` Did you mean ${near}?` : ''} /help lists all.`);
    }
    if (!plan) return this.#screen.print('Say first what you want to build.');
    switch (word) {
      case '/show':
        return this.#screen.print(planPage(plan, this.#context.page, 'chat'));
      case '/open':
        return this.#openDocument(plan, rest[0]);
      case '/finalize':
        return this.#finalize(plan);
      case '/stop':
        return this.#did(await planner.stop(plan.id));
      case '/cancel':
        if (await this.#confirm(`Give up the plan of ${plan.slug}?`, 'Give it up'))
          this.#did(await planner.cancel(plan.id));
        return;
      case '/advance':
        return this.#did(await planner.advance(plan.id));
      case '/retry':
        return this.#did(await planner.retry(plan.id));
      default:
        return this.#did(await planner.back(plan.id, rest[0] ?? '', rest.slice(1).join(' ')));
    }
  }

  #did(done: Result<PlanState>): void {
    if (!done.ok) this.#screen.print(done.refusal.message);
  }

  async #openDocument(plan: PlanState, named: string | undefined): Promise<void> {
    const all = currentArtifacts(plan);
    const found = named === undefined ? all.at(-1) : all.find(({ name }) => name === named);
    const text = found && (await this.#planning.files.readText(found.path));
    if (found && text !== undefined)
      return this.#screen.print(`${this.#context.page.bold(found.path)}\n${plain(text)}`);
    this.#screen.print(
      all.length === 0
        ? 'No document was handed in yet.'
        : `Known documents: ${all.map(({ name }) => name).join(', ')}`,
    );
  }

  async #finalize({ id, slug }: PlanState): Promise<void> {
    const { finalizer } = this.#planning;
    const preview = await finalizer.preview(id);
    if (!preview.ok) return this.#screen.print(preview.refusal.message);
    const { changes, approved } = preview.value;
    this.#screen.print(changesPage(changes, this.#context.page));
    if (!approved && !(await this.#confirm(`Write this and approve ${slug}?`, 'Write and approve'))) return;
    const done = await finalizer.finalize(id, { replace: true, seen: changes });
    if (!done.ok) return this.#screen.print(done.refusal.message);
    this.#over(done.value);
  }

  #over({ status, slug }: PlanState): void {
    const text = status === 'complete' ? `${slug} is approved and ready to run.` : `The plan is ${status}.`;
    this.#leave(ok({ data: this.#plan, text }));
  }
}

const KEYS = { allow_once: 'y', allow_always: 'a', reject_once: 'n', reject_always: 'd' } as const;

function hintOf(plan: PlanState): string {
  const last = plan.turns.at(-1);
  if (last && last.status !== 'done') return 'Say something, or /retry';
  if (!plan.phaseReady) return 'Answer the agent';
  const next = nextPhase(plan);
  return next ? `Say what is missing, or /advance to go on to ${next.title}` : 'Say what is missing, or /finalize';
}
