/** What can be let go of. Disposing twice is allowed and does nothing the second time. */
export interface Disposable {
  dispose(): void;
}
