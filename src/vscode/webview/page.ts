import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Mask, maskDeep } from '../../core/mask';
import { tellRefusal } from '../../core/translate';
import type { Disposable } from '../../ports/disposable';
import type { Log } from '../../ports/log';
import type { Channel, Timers } from '../../protocol/endpoint';
import { HostEndpoint } from '../../protocol/transport';
import { t } from '../translate';
import { pageHtml } from './page-html';

export interface PageOptions {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly mask: Mask;
  /** The bundle of `dist/webview` that the page runs. */
  readonly app: 'board' | 'planning';
  readonly title: string;
  /** See `PageData`. */
  readonly keep: string;
  /** A page is there, for the first time or anew: it knows nothing. */
  readonly connected: () => void;
}

const timers: Timers = {
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const newName = () => randomBytes(16).toString('base64url');

/** The folders that a page may load from. */
export function resourceRoots(extensionUri: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extensionUri, 'dist'), vscode.Uri.joinPath(extensionUri, 'media')];
}

/** One webview with our page in it, and the host's end of the conversation with it. */
export class Page implements Disposable {
  readonly endpoint: HostEndpoint;

  constructor(webview: vscode.Webview, options: PageOptions) {
    const { extensionUri, log, app, title } = options;
    webview.options = { enableScripts: true, localResourceRoots: resourceRoots(extensionUri) };
    this.endpoint = new HostEndpoint({
      channel: channelTo(webview),
      timers,
      newName,
      connected: options.connected,
      tell: (refusal) => maskDeep(tellRefusal(refusal, t), options.mask),
      problem: (message, error) => log.warn(`${app}: ${message}`, ...(error === undefined ? [] : [error])),
    });
    const file = (name: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
    // Only now, so that the page's first word is heard.
    webview.html = pageHtml({
      title,
      script: file(`${app}.js`),
      begin: file('begin.js'),
      icons: file('codicon.ttf'),
      style: file(`${app}.css`),
      source: webview.cspSource,
      nonce: newName(),
      data: { strings: vscode.l10n.bundle ?? {}, locale: vscode.env.language, keep: options.keep },
    });
  }

  dispose(): void {
    this.endpoint.dispose();
  }
}

function channelTo(webview: vscode.Webview): Channel {
  return {
    post: (message) => webview.postMessage(message),
    onMessage: (listener) => {
      const subscription = webview.onDidReceiveMessage(listener);
      return () => subscription.dispose();
    },
  };
}
