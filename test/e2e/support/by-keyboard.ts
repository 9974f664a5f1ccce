import type { Locator, Page } from 'playwright-core';

/** Goes to a field, link or button with the Tab key alone. @throws when it cannot be reached */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate(hasFocus)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not reach ${target}.`);
}

/** Types over what is in a field, with the keyboard alone. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/** Ticks a box, presses a button or follows a link, with the keyboard alone. */
export async function press(page: Page, target: Locator, key: 'Enter' | 'Space'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Runs in the page. */
const hasFocus = (element: { matches(selector: string): boolean }) => element.matches(':focus');
