import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { Questions } from '../../../src/cli/chat/questions';
import { RichScreen } from '../../../src/cli/chat/rich-screen';
import { Page } from '../../../src/cli/terminal/page';
import { Screen } from '../../support/screen';

const never = new AbortController().signal;
const question = (title: string) => ({
  title,
  choices: [
    { label: 'Yes', key: 'y' },
    { label: 'No', key: 'n' },
  ],
});

/** A chat on a terminal that exists in memory alone. */
function chat() {
  const screen = new Screen(60, 20);
  const lines: string[] = [];
  const input = Object.assign(new PassThrough(), { isRaw: false, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { columns: 60, rows: 20 });
  output.write = (text: string) => {
    screen.write(text);
    return true;
  };
  const events = { line: (text: string) => void lines.push(text), interrupt() {}, leave() {}, complete: () => [] };
  const page = new Page({ width: 60, colour: false, now: 0 });
  const rich = new RichScreen(
    page,
    events,
    input as unknown as NodeJS.ReadStream,
    output as unknown as NodeJS.WriteStream,
  );
  /** Each key by itself, as a person presses them. */
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      input.write(key);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { rich, screen, lines, press };
}

describe('questions in a terminal', () => {
  it('are answered one after the other, and each gets its own answer', async () => {
    const { rich, screen, press } = chat();
    const [first, second] = [rich.choose(question('The first?'), never), rich.choose(question('The second?'), never)];
    assert.match(screen.text, /The first\?[\s\S]*and 1 more question/);
    assert.doesNotMatch(screen.text, /The second\?/);
    await press('n');
    assert.equal(await first, 1);
    assert.match(screen.text, /The second\?/);
    await press('y');
    assert.equal(await second, 0);
    rich.close();
  });

  it('do not take the letters of a line that is being written, nor what is pasted, for an answer', async () => {
    const { rich, screen, lines, press } = chat();
    await press('s', 'a');
    let answer: number | undefined | 'none' = 'none';
    const answered = rich.choose(question('May it?'), never).then((choice) => {
      answer = choice;
    });
    await press('y', '\r');
    assert.deepEqual([answer, lines], ['none', ['say']]);
    // The line is sent: now the keys are for the question. A paste never is.
    await press('\u001b[200~y\u001b[201~');
    assert.equal(answer, 'none');
    assert.match(screen.text, /› y/);
    assert.match(screen.text, /Tab answers the question/);
    await press('\t', 'n');
    await answered;
    assert.equal(answer, 1);
    assert.match(screen.text, /› y/, 'the line is still there');
    rich.close();
  });

  it('that are withdrawn make way for the next, whichever it was', async () => {
    const told: (string | undefined)[] = [];
    const questions: Questions = new Questions(() => told.push(questions.current?.question.title));
    const [one, two] = [new AbortController(), new AbortController()];
    const answers = [
      questions.ask(question('one'), one.signal),
      questions.ask(question('two'), two.signal),
      questions.ask(question('three'), never),
    ];
    two.abort();
    one.abort();
    assert.equal(questions.current?.question.title, 'three');
    questions.current?.done(1);
    assert.deepEqual(await Promise.all(answers), [undefined, undefined, 1]);
    assert.deepEqual(told, ['one', 'three', undefined]);
    assert.equal(await questions.ask(question('late'), one.signal), undefined);
  });
});
