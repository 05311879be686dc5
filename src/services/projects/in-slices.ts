import { JsonReader } from '../../core/json/reader';
import type { JsonDocument } from '../../core/json/tree';
import type { ParsedPrd } from '../../core/project/model';
import { interpretPrdInSteps } from '../../core/project/parse';
import { othersTurn } from '../others-turn';

/** Tokens of one slice: some milliseconds of reading, after which others get their turn. */
const SLICE = 5_000;

/** Reads JSON of any size without holding anybody up. Undefined: it was no longer wanted. */
export async function readJsonInSlices(text: string, wanted = () => true): Promise<JsonDocument | undefined> {
  const reader = new JsonReader(text);
  while (!reader.advance(SLICE)) {
    await othersTurn();
    if (!wanted()) return undefined;
  }
  return reader.document;
}

/** As `parsePrd`, in slices. */
export function parsePrdInSlices(text: string): Promise<ParsedPrd>;
export function parsePrdInSlices(text: string, wanted: () => boolean): Promise<ParsedPrd | undefined>;
export async function parsePrdInSlices(text: string, wanted = () => true): Promise<ParsedPrd | undefined> {
  const document = await readJsonInSlices(text, wanted);
  if (!document) return undefined;
  const steps = interpretPrdInSteps(text, document);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await othersTurn();
    if (!wanted()) return undefined;
  }
}
