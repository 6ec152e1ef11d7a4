import type { Page } from '@playwright/test';

const KEY_MS = 30;
const PACE_MS = 700;
const MOST_REQUESTS = 5;
const ANSWER_MS = 200;

/**
 * Types at 30 ms a key into what has the focus, over a line of 200 ms. @returns how many requests that may make: five,
 * and where the machine kept the keys waiting, so that they rested in between, one more for each answer that came back meanwhile
 */
export async function typeFast(page: Page, text: string): Promise<number> {
  const began = performance.now();
  await page.keyboard.type(text, { delay: KEY_MS });
  const late = Math.max(0, performance.now() - began - PACE_MS);
  return MOST_REQUESTS + Math.ceil(late / ANSWER_MS);
}
