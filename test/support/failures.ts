import { channel } from 'node:diagnostics_channel';

/** The runner and the tests are bundles apart, so what failed is said where both hear it. */
const failed = channel('signalbox-test-failed');

export function sayFailed(title: string): void {
  failed.publish(title);
}

/** Tests and hooks alike, as soon as they have failed. */
export function onFailed(hear: (title: string) => void): void {
  failed.subscribe((title) => hear(String(title)));
}
