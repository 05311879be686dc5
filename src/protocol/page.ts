/** What the host writes into the page itself, before any message: the element with this id holds it as JSON. */
export const PAGE_DATA_ID = 'signalbox-page';
/** The element that the app draws into. */
export const PAGE_ROOT_ID = 'app';

export interface PageData {
  /** Translations of the editor's language: English sentence to sentence. Empty in English. */
  readonly strings: Readonly<Record<string, string>>;
  /** A BCP 47 tag, for dates and numbers. */
  readonly locale: string;
  /**
   * The name under which this page keeps what a person was doing. A page that is made anew in place of one whose extension
   * host is gone gets the name of that one.
   */
  readonly keep: string;
}
