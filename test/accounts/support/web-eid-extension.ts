import type { BrowserContext } from 'playwright-core';

/** What the page sends to the extension. */
export interface WebEidOrder {
  readonly action: 'web-eid:status' | 'web-eid:authenticate';
  readonly libraryVersion: string;
  readonly challengeNonce?: string;
  readonly options?: { readonly lang: string; readonly userInteractionTimeout: number };
}

/** Gives what the extension answers; undefined: it says that it heard, and no more. */
export type WebEidAnswer = (order: WebEidOrder, origin: string) => Promise<object | undefined>;

/**
 * Stands in for the Web eID extension in every page of a browser profile: a content script that speaks its messages
 * (`web-eid:status`, `web-eid:authenticate`; `-ack`, then `-success` or `-failure`) and asks `answer` what the program
 * behind it would say.
 */
export async function installWebEid(context: BrowserContext, answer: WebEidAnswer): Promise<void> {
  await context.exposeBinding('webEidProgram', async ({ frame }, order: WebEidOrder) => {
    return (await answer(order, new URL(frame.url()).origin)) ?? null;
  });
  await context.addInitScript(contentScript);
}

const contentScript = `
  window.addEventListener('message', async ({ source, data }) => {
    if (source !== window || !['web-eid:status', 'web-eid:authenticate'].includes(data?.action)) return;
    window.postMessage({ action: data.action + '-ack' }, location.origin);
    const answer = await window.webEidProgram(data);
    if (answer !== null) window.postMessage(answer, location.origin);
  });
`;

/** The extension's answer when all is well. */
export const webEidReady = {
  action: 'web-eid:status-success',
  library: '2.0.0',
  extension: '2.2.1',
  nativeApp: '2.5.0',
} as const;

/** The extension's answer to an order that failed. */
export function webEidFailure(action: WebEidOrder['action'], code: string): object {
  return { action: `${action}-failure`, error: { code, name: 'Error', message: code, stack: '' } };
}
