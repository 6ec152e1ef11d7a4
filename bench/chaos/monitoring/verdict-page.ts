import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';

const LOOK_EVERY_MS = 200;

/** What the page of the verdict shows first: its sentence, all the words of its entry, and the lines of what was seen; null when nothing is blamed. */
export type Shown = { sentence: string; entry: string; evidence: string[] };

/** Reads the first cause as it is drawn. */
export async function firstShown(page: Page): Promise<Shown | null> {
  const first = page.getByRole('list', { name: 'What is to blame' }).locator('> li').first();
  const [sentence, entry, evidence] = await Promise.all([
    first
      .getByRole('heading')
      .textContent({ timeout: 500 })
      .catch(() => null),
    first.textContent({ timeout: 500 }).catch(() => ''),
    first
      .locator('details li')
      .allTextContents()
      .catch(() => []),
  ]);
  return sentence === null ? null : { sentence, entry: entry ?? '', evidence };
}

/** Looks until `wanted` holds. @returns what was shown then, or last; and whether it held in time */
export async function lookUntil(
  page: Page,
  withinMs: number,
  wanted: (shown: Shown | null) => boolean,
): Promise<{ shown: Shown | null; held: boolean }> {
  const until = Date.now() + withinMs;
  for (;;) {
    const shown = await firstShown(page);
    if (wanted(shown)) return { shown, held: true };
    if (Date.now() > until) return { shown, held: false };
    await sleep(LOOK_EVERY_MS);
  }
}
