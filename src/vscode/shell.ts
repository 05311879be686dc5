import type { LogOutputChannel, Memento, Uri } from 'vscode';
import type { Mask } from '../core/mask';
import type { Disposable } from '../ports/disposable';
import type { Commands } from './commands';

/** What every feature gets when it registers itself. */
export interface Shell {
  readonly extensionUri: Uri;
  readonly log: LogOutputChannel;
  readonly commands: Commands;
  /** Takes home paths and secrets out of what people read about something that went wrong. */
  readonly mask: Mask;
  /** What a person chose for this workspace: filters, orders, what is folded. Never domain data. */
  readonly memory: Memento;
  /** Lives as long as the extension. */
  own<T extends Disposable>(disposable: T): T;
}
