import { isSentence, type Spoken } from '../sentence';
import type { IterationSign } from './events';

/** What an agent did in an iteration, one thing a row. */
export type IterationStep =
  | {
      readonly kind: 'tool';
      readonly iteration: number;
      readonly at: number;
      readonly id: string;
      readonly title: string;
      readonly input: string;
      readonly output: string;
      readonly state: 'running' | 'ok' | 'failed';
    }
  | { readonly kind: 'said'; readonly iteration: number; readonly at: number; readonly text: string }
  | { readonly kind: 'changed'; readonly iteration: number; readonly at: number }
  | ({ readonly kind: 'error'; readonly iteration: number; readonly at: number } & Spoken);

/** Pieces of one message become one step, and a tool's answer ends the step of its call. Changes `steps` in place. */
export function addSigns(steps: IterationStep[], signs: readonly IterationSign[]): void {
  for (const sign of signs) addSign(steps, sign);
}

function addSign(steps: IterationStep[], { type, iteration, at, data }: IterationSign): void {
  const last = steps.at(-1);
  switch (type) {
    case 'content': {
      const text = textOf(data.text);
      if (last?.kind === 'said' && last.iteration === iteration)
        steps[steps.length - 1] = { ...last, text: last.text + text };
      else steps.push({ kind: 'said', iteration, at, text });
      return;
    }
    case 'tool_use': {
      const id = textOf(data.id);
      const step = { title: textOf(data.title) || textOf(data.name), input: textOf(data.input) };
      const known = indexOfTool(steps, iteration, id);
      const before = steps[known];
      if (before?.kind === 'tool') steps[known] = { ...before, ...step };
      else steps.push({ kind: 'tool', iteration, at, id, ...step, output: '', state: 'running' });
      return;
    }
    case 'tool_result': {
      const known = indexOfTool(steps, iteration, textOf(data.id));
      const before = steps[known];
      if (before?.kind !== 'tool') return;
      steps[known] = { ...before, output: textOf(data.output), state: data.ok === false ? 'failed' : 'ok' };
      return;
    }
    case 'document_updated': {
      // At its end an iteration sums up what it saved before.
      const summedUp =
        data.added !== undefined && steps.some((step) => step.kind === 'changed' && step.iteration === iteration);
      if (!summedUp) steps.push({ kind: 'changed', iteration, at });
      return;
    }
    case 'error':
      steps.push({
        kind: 'error',
        iteration,
        at,
        message: textOf(data.message),
        ...(isSentence(data.said) && { said: data.said }),
      });
      return;
    case 'iteration_complete':
    case 'cancelled':
    case 'done':
      // What has not answered by now never will.
      for (const [index, step] of steps.entries())
        if (step.kind === 'tool' && step.state === 'running') steps[index] = { ...step, state: 'failed' };
      return;
    case 'iteration_start':
      return;
  }
}

const indexOfTool = (steps: readonly IterationStep[], iteration: number, id: string) =>
  steps.findLastIndex((step) => step.kind === 'tool' && step.iteration === iteration && step.id === id);

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
