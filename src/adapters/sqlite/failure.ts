import { type Refusal, refuse } from '../../core/result';
import { type Sentence, say } from '../../core/sentence';
import type { StoreCode } from '../../ports/ledger';

/** SQLite's primary result codes that we tell apart; the extended code holds them in its low byte. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
/** Too many others at the same moment. */
const PROTOCOL = 15;
const NOTADB = 26;
/** Growing the shared-memory file beside the database failed: in practice a full disk. */
const IOERR_SHMSIZE = IOERR | (19 << 8);

const SENTENCES: Readonly<Record<StoreCode, Sentence>> = {
  disk_full: say('The disk is full, so nothing was saved. Free some space and try again.'),
  ledger_busy: say('Another process keeps the ledger busy. Try again.'),
  ledger_read_only: say(
    'The ledger cannot be written here, so nothing was saved. Check the permissions of its folder.',
  ),
  ledger_too_new: say('A newer Signalbox has changed this ledger. Update Signalbox and reload the window.'),
  ledger_moved: say('Another ledger is in the place of this one, so nothing was saved. Try again.'),
  ledger_damaged: say('The ledger is damaged. It is recovered as soon as it can be written.'),
  ledger_closed: say('The ledger is closed already.'),
  ledger_failed: say('The ledger cannot be used.'),
};

export function storeRefusal(code: StoreCode, details?: Readonly<Record<string, unknown>>): Refusal<StoreCode> {
  return refuse(code, SENTENCES[code], details).refusal;
}

/** What an error of node:sqlite or of the file system means to us; undefined: not theirs, but a bug of ours. */
export function storeCodeOf(error: unknown): StoreCode | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk_full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'ledger_read_only';
  if ('syscall' in error) return 'ledger_failed';
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return undefined;
  if (errcode === IOERR_SHMSIZE) return 'disk_full';
  switch (errcode & 0xff) {
    case BUSY:
    case LOCKED:
    case PROTOCOL:
      return 'ledger_busy';
    case READONLY:
      return 'ledger_read_only';
    case CORRUPT:
    case NOTADB:
      return 'ledger_damaged';
    case FULL:
      return 'disk_full';
    case IOERR:
    case CANTOPEN:
      return 'ledger_failed';
    default:
      return undefined;
  }
}

export function isNoDatabase(error: unknown): boolean {
  return error instanceof Error && (Reflect.get(error, 'errcode') & 0xff) === NOTADB;
}

/** The same as a refusal; an error that is not the store's is thrown on. */
export function refusalOf(error: unknown): Refusal<StoreCode> {
  const code = storeCodeOf(error);
  if (code === undefined) throw error;
  const reason = (error as Error).message;
  if (code !== 'ledger_failed') return storeRefusal(code, { reason });
  return refuse(code, say('The ledger cannot be used. ({reason})', { reason }), { reason }).refusal;
}
