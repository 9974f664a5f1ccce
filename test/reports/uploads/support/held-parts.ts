import type { Page, Route } from 'playwright-core';

/** A part that a page wants to send. */
export interface HeldPart {
  readonly offset: number;
  /** Lets it go to the gateway. */
  send(): Promise<void>;
  /** Answers it as a gateway in trouble does. */
  answer(status: number): Promise<void>;
}

/** Holds each part that a page sends, so that a test says what happens before it. */
export interface HeldParts {
  next(): Promise<HeldPart>;
  /** Holds no more, and lets go what is held. */
  letGo(): Promise<void>;
}

export async function holdParts(page: Page): Promise<HeldParts> {
  const held: Route[] = [];
  let arrived: () => void = () => undefined;
  await page.route(uploadPath, async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    held.push(route);
    arrived();
  });
  return {
    async next() {
      while (held.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      const [route] = held.splice(0, 1);
      if (route === undefined) throw new TypeError('A part is held.');
      return {
        offset: Number(route.request().headers()['upload-offset']),
        send: () => route.continue(),
        answer: (status) => route.fulfill({ status, body: '' }),
      };
    },
    async letGo() {
      await page.unroute(uploadPath);
      for (const route of held.splice(0)) await route.continue();
    },
  };
}

const uploadPath = /\/api\/v1\/uploads\/[0-9a-f]{32}$/;
