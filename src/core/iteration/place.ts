/**
 * Which names of documents are let in before the disk is asked. `windows`: there some names are no files at all, and the
 * same file has many names.
 */
export type PlaceFault = 'outside' | 'internal';

/** Names that Windows takes for devices, whatever ends they have and whichever folder they are in. */
const DEVICE = /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(\.|$)/;

export function placeFault(named: string, windows: boolean): PlaceFault | undefined {
  const steps = named.split(/[\\/]/);
  const leaves = named === '' || named.includes('\0') || steps.includes('..') || /^([\\/]|[A-Za-z]:)/.test(named);
  if (leaves || (windows && steps.some(isOddOnWindows))) return 'outside';
  const plain = steps.map(plainName).filter((step) => step !== '' && step !== '.');
  if (plain.some((step) => step === '.git' || step === 'git~1')) return 'internal';
  // What plans write there are documents; the ledger, its copies and the backups are not.
  const ours = plain.indexOf('.signalbox');
  return ours >= 0 && plain[ours + 1] !== 'plans' ? 'internal' : undefined;
}

/** Ends that Windows passes over, marks that lead to streams and devices, and wildcards. */
const isOddOnWindows = (step: string) =>
  (step !== '.' && /[. ]$/.test(step)) || /[:*?"<>|]/.test(step) || DEVICE.test(plainName(step));

/** As file systems compare that pass over case, ways of writing a letter, and ends. */
const plainName = (step: string) =>
  step
    .normalize('NFC')
    .toLowerCase()
    .replace(/(?<=.)[. ]+$/, '');

/**
 * The name as the disk spells it, where `real` is the path without links: so that two spellings are one document. What
 * comes before a link stays as it was said.
 */
export function spelledOnDisk(named: readonly string[], real: readonly string[]): readonly string[] {
  const spelled = [...named];
  for (let back = 1; back <= Math.min(named.length, real.length); back += 1) {
    const [said, there] = [named[named.length - back]!, real[real.length - back]!];
    if (plainName(said) !== plainName(there)) break;
    spelled[named.length - back] = there;
  }
  return spelled;
}
