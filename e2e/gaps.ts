import { spawnSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { cliEnvironment } from './environment.ts';
import { expect, expectKey } from './fixtures.ts';
import { postTurns } from './turns.ts';

/** Posts a question that gets no answer, from sessions of its own. */
export async function failQuestion(key: string, question: string, sessions: readonly string[]): Promise<void> {
  await postTurns(
    key,
    sessions.map((session) => ({
      session_id: `${session} ${question}`,
      user_message: question,
      assistant_response: 'Sorry, I have no information on that.',
      is_answered: false,
    })),
  );
}

/** Puts these texts, asked before, into a group of their own. */
export function placeQuestion(...texts: string[]): void {
  run('test/place-question.ts', texts);
}

/** Has the gaps of these texts seem to ask the same. */
export function likenGaps(...texts: string[]): void {
  run('test/near-gaps.ts', texts);
}

function run(script: string, texts: readonly string[]): void {
  const ran = spawnSync(process.execPath, ['--conditions=react-server', script, ...texts], {
    env: cliEnvironment,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(`${ran.stdout} ${ran.stderr}`);
}

/** The gaps of the list that can be seen. */
export const rows = (page: Page) => page.getByRole('list', { name: 'Gaps' }).getByRole('listitem');
export const selected = (page: Page) => page.getByRole('list', { name: 'Gaps' }).locator('[data-selected]');
export const panel = (page: Page, title: string) => page.getByRole('article', { name: title });

/** What the worker does follows when it comes to it: where the stories take both processors that is not soon. */
export const WORKER_WITHIN_MS = 90_000;

/** A gap that has just come in, failed in so many sessions. */
export async function newGap(page: Page, key: string, question: string, sessions = 3): Promise<void> {
  await failQuestion(
    key,
    question,
    Array.from({ length: sessions }, (_, n) => `s${n}`),
  );
  placeQuestion(question);
  await expect(async () => {
    await page.goto('/questions/gaps');
    await expect(rows(page).filter({ hasText: question })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: WORKER_WITHIN_MS });
}

/** Walks to a gap by keys, once more where another story's gap came into the list on the way. */
export async function walkTo(page: Page, question: string): Promise<void> {
  await expectKey(page, 'assign');
  await expect(async () => {
    const list = await rows(page).evaluateAll((items) =>
      items.map((item) => ({ text: item.textContent, isSelected: 'selected' in (item as HTMLElement).dataset })),
    );
    const from = list.findIndex(({ isSelected }) => isSelected);
    const to = list.findIndex(({ text }) => text.includes(question));
    for (let n = from; n < to; n += 1) await page.keyboard.press('j');
    for (let n = from; n > to; n -= 1) await page.keyboard.press('k');
    await expect(selected(page)).toContainText(question, { timeout: 5_000 });
  }).toPass({ timeout: 20_000 });
  await expect(panel(page, question)).toBeVisible();
}

/** Keeps requests of the inbox on their way. @returns lets them go */
export async function hold(page: Page, method: 'GET' | 'POST'): Promise<() => void> {
  const gate = Promise.withResolvers<void>();
  await page.route('**/questions/gaps*', async (route) => {
    if (route.request().method() === method) await gate.promise;
    await route.continue();
  });
  return () => gate.resolve();
}
