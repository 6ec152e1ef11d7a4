import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';
import { makeKey, postTurns } from './turns.ts';

test.use({ role: 'analyst' });

let key = '';
test.beforeAll(() => {
  key = makeKey('conversations:write');
});

const box = (page: Page) => page.getByRole('searchbox', { name: 'Search questions and answers' });
const rows = (page: Page) => page.getByRole('grid', { name: 'Turns' }).locator('tr[data-turn]');

/** The answer rate as the analytics page shows it. */
async function answerRate(page: Page, base: string): Promise<string> {
  await page.goto(`/analytics?window=today&kb=${base}`);
  return page
    .locator('dl > div', { hasText: 'Answer rate' })
    .locator('dd')
    .first()
    .textContent()
    .then((text) => text ?? '');
}

test('a message is found by a word, its turn is marked by one key, and the rate changes', async ({ page }) => {
  const word = ownWord();
  const turn = (question: string, is_answered: boolean) => ({
    ...{ session_id: `story-${word}`, assistant_response: 'In the post.', is_answered, knowledge_base: word },
    user_message: question,
  });
  await postTurns(key, [
    turn('hello', true),
    turn(`where is my ${word} card`, true),
    turn('thanks', true),
    turn('and the pin', false),
  ]);
  expect(await answerRate(page, word)).toContain('75.0');

  await page.goto('/conversations');
  await expectKey(page, 'verdict');
  await page.keyboard.press('/');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type('never sent');
  await page.keyboard.press('Escape');
  await expect(box(page)).toHaveValue('');
  await page.keyboard.type(word);
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).locator('mark')).toHaveText(word);
  await expect(page).toHaveURL(new RegExp(`q=${word}`));

  await page.keyboard.press('Escape');
  await rows(page).first().click();
  const panel = page.getByRole('complementary', { name: `Session story-${word}` });
  await expect(panel.locator('[data-selected]')).toContainText(`where is my ${word} card`);
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Unanswered' }).click();
  await expect(panel.locator('[data-selected]')).toContainText('by a colleague');
  await expect(rows(page).getByText('Unanswered')).toBeAttached();
  expect(await answerRate(page, word)).toContain('50.0');
});

test('a session is walked, judged and left for the next by keys alone', async ({ page }) => {
  const word = ownWord();
  const turn = (session: string, text: string) => ({
    session_id: session,
    user_message: text,
    assistant_response: '<b>bold</b> & more',
  });
  await postTurns(key, [turn(`${word}-a`, 'first'), turn(`${word}-a`, '<img src=x onerror=alert(1)>')]);
  await postTurns(key, [turn(`${word}-b`, 'second session')]);
  await page.goto(`/conversations/${word}-a`);
  await expect(page.locator('[data-selected]')).toContainText('<img src=x onerror=alert(1)>');
  await expect(page.getByText('<b>bold</b> & more')).toHaveCount(2);
  await expectKey(page, 'verdict');
  await page.keyboard.press('k');
  await expect(page.locator('[data-selected]')).toContainText('first');
  await page.keyboard.press('3');
  await expect(page.locator('[data-selected]')).toContainText('by a colleague');
  await page.getByRole('link', { name: 'Conversations' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Log');
  await page.goBack();
  await expect(page.locator('[data-selected]')).toContainText('<img src=x onerror=alert(1)>');
  await expectKey(page, 'verdict');
  await page.keyboard.press('k');
  await expect(page.locator('[data-selected]')).toContainText('by a colleague');
  await page.keyboard.press('0');
  await expect(page.locator('[data-selected]')).toContainText('no verdict yet');
  await expectAccessible(page);
  await page.goto('/conversations/nobody-had-this-session');
  await expect(page.getByText('No turn bears this session.')).toBeVisible();
});

test('the log stays live at 200 turns a second: no gap, no repeat, flat memory, and it holds while one reads', async ({
  page,
}) => {
  const word = ownWord();
  await page.goto(`/conversations?q=${word}`);
  await expect(page.getByText('No turn fits.')).toBeVisible();
  const client = await page.context().newCDPSession(page);
  const heap = async () => {
    await client.send('HeapProfiler.collectGarbage');
    return (await client.send('Runtime.getHeapUsage')).usedSize;
  };
  const post = async (from: number, count: number) =>
    postTurns(
      key,
      Array.from({ length: count }, (_, n) => ({
        session_id: `${word}-${from + n}`,
        user_message: `${word} number ${from + n}`,
        assistant_response: 'ok',
      })),
    );
  await post(0, 40);
  await expect(rows(page)).toHaveCount(40);
  const early = await heap();
  for (let second = 0; second < 20; second++) {
    const started = Date.now();
    await post(40 + second * 200, 200);
    await new Promise((done) => setTimeout(done, Math.max(0, 1_000 - (Date.now() - started))));
  }
  await expect(rows(page).first()).toContainText('number 40');
  const shown = await rows(page).evaluateAll((all) => all.map((row) => row.textContent?.match(/number (\d+)/)?.[1]));
  expect(shown).toHaveLength(200);
  expect(new Set(shown).size).toBe(200);
  expect((await heap()) - early).toBeLessThan(20_000_000);

  await rows(page).first().click();
  await post(5_000, 3);
  await expect(page.getByText('3 newer turns match')).toBeVisible();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(rows(page).filter({ hasText: /number 500[012]/ })).toHaveCount(3);
});

test('what a colleague says of a turn is seen in a log that is watched', async ({ page, context }) => {
  const word = ownWord();
  await postTurns(key, [
    { session_id: `story-${word}`, user_message: `${word} watched`, assistant_response: 'ok', is_answered: true },
  ]);
  await page.goto(`/conversations?q=${word}&state=answered`);
  await expect(rows(page)).toHaveCount(1);
  const colleague = await context.newPage();
  await colleague.goto(`/conversations/story-${word}`);
  await expectKey(colleague, 'verdict');
  await colleague.keyboard.press('2');
  await expect(colleague.locator('[data-selected]')).toContainText('by a colleague');
  await page.bringToFront();
  await expect(rows(page).getByText('Unanswered')).toBeAttached();
});

test('a turn far down a live log stays open while it is judged', async ({ page }) => {
  const word = ownWord();
  const post = (from: number, to: number) =>
    postTurns(
      key,
      Array.from({ length: to - from }, (_, n) => ({
        session_id: `${word}-${from + n}`,
        user_message: `${word} number ${from + n}`,
        assistant_response: 'ok',
      })),
    );
  await post(0, 40);
  await page.goto(`/conversations?q=${word}`);
  await expect(rows(page)).toHaveCount(40);
  await post(40, 70);
  await expect(rows(page)).toHaveCount(70);
  const last = rows(page).last();
  const text = /number \d+/.exec((await last.textContent()) ?? '')?.[0] ?? '';
  await last.click();
  const open = page.getByRole('complementary').locator('[data-selected]');
  await expect(open).toContainText(text);
  await post(70, 71);
  await expect(page.getByText('1 newer turn matches')).toBeVisible();
  await page.keyboard.press('2');
  await expect(open).toContainText('by a colleague');
  await expect(last.getByText('Unanswered')).toBeAttached();
  await page.keyboard.press('3');
  await expect(last.getByText('Partly answered')).toBeAttached();
  await expect(open).toContainText(text);
  await expect(rows(page)).toHaveCount(70);
});

test('eight tabs with the live log still answer, each of them', async ({ context }) => {
  const pages = await Promise.all(Array.from({ length: 8 }, () => context.newPage()));
  await Promise.all(pages.map((page) => page.goto('/conversations')));
  const word = ownWord();
  await postTurns(key, [{ session_id: word, user_message: `${word} for all`, assistant_response: 'ok' }]);
  for (const page of pages) {
    await page.bringToFront();
    await expect(page.getByText(`${word} for all`).first()).toBeVisible();
    await page.goto(`/conversations/${word}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(word);
  }
});

test('an admin takes turns as they are stored, after being asked; an analyst is not offered that', async ({
  page,
  signedIn,
}) => {
  const word = ownWord();
  const address = `${word}@example.org`;
  await postTurns(key, [{ session_id: word, user_message: `${word} writes`, assistant_response: `Ask ${address}.` }]);
  await page.goto(`/conversations?q=${word}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText(address)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'As stored' })).toHaveCount(0);

  const admin = await signedIn('admin');
  await admin.goto(`/conversations?q=${word}`);
  await expectKey(admin, 'verdict');
  await admin.getByRole('button', { name: 'As stored' }).click();
  await expectAccessible(admin);
  const file = admin.waitForEvent('download');
  await admin.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
  await expect(admin.getByRole('dialog')).toHaveCount(0);
  expect(readFileSync(await (await file).path(), 'utf8')).toContain(address);
  await expect(rows(admin)).toHaveCount(1);
});

test('a session that is a caller’s number is read by a handle; only an admin who asks sees the number', async ({
  page,
  signedIn,
}) => {
  const word = ownWord();
  const digits = Array.from(word.slice(-7), (letter) => letter.charCodeAt(0) % 10).join('');
  const number = `+8801${digits.padStart(9, '7')}`;
  await postTurns(key, [
    { session_id: number, user_message: `${word} asks`, assistant_response: 'Once.' },
    { session_id: number, user_message: 'and again', assistant_response: 'Twice.' },
  ]);
  await page.goto(`/conversations?q=${word}`);
  await rows(page).first().click();
  const panel = page.getByRole('complementary', { name: /^Session ~/ });
  await expect(panel).toContainText('and again');
  await panel.getByRole('link', { name: 'Open as page' }).click();
  await expect(page).toHaveURL(/\/conversations\/~[\w-]{39,}/);
  await expect(page.getByText('and again')).toBeVisible();
  expect(await page.content()).not.toContain(number.slice(1));

  const admin = await signedIn('admin');
  await admin.goto(new URL(page.url()).pathname);
  await expect(admin.getByText('and again')).toBeVisible();
  expect(await admin.content()).not.toContain(number.slice(1));
  await admin.getByRole('button', { name: 'Reveal' }).click();
  await expect(admin.getByRole('status').filter({ hasText: number })).toBeVisible();
  await expectKey(admin, 'verdict');
  await admin.keyboard.press('2');
  await expect(admin.locator('[data-selected]')).toContainText('by a colleague');
  await admin.getByRole('button', { name: 'Mask again' }).click();
  await expect(admin.getByText(number)).toHaveCount(0);
  await expect(admin.locator('[data-selected]')).toContainText('by a colleague');
});

test('the pages are accessible and fit a phone', async ({ page }) => {
  const word = ownWord();
  await postTurns(key, [
    { session_id: word, user_message: 'does it fit '.repeat(30), assistant_response: 'x'.repeat(400) },
  ]);
  for (const path of ['/conversations', `/conversations/${word}`, '/analytics', '/conversations?q=nothingfitsthis']) {
    await page.goto(path);
    await expectAccessible(page);
    await expectFitsPhone(page, path);
  }
});

test('turns between two times of a day are asked for by the clocks of a zone, and a wrong time is said', async ({
  page,
}) => {
  const word = ownWord();
  const at = (created_at: string) => ({ created_at, session_id: word, assistant_response: 'ok' });
  await postTurns(key, [
    { ...at('2026-11-10T08:14:00Z'), user_message: `${word} before` },
    { ...at('2026-11-10T08:15:00Z'), user_message: `${word} within` },
    { ...at('2026-11-10T09:45:00Z'), user_message: `${word} after` },
  ]);
  await page.goto(`/conversations?q=${word}`);
  await expect(rows(page)).toHaveCount(3);
  const sheet = page.getByRole('dialog', { name: 'Filters' });
  const open = () => page.getByRole('button', { name: 'Filter', exact: true }).click();
  await open();
  await sheet.getByLabel('at, else its start').fill('14:00');
  await sheet.getByRole('button', { name: 'Show these turns' }).click();
  await expect(sheet.getByText('Say on which day')).toBeVisible();
  await sheet.getByLabel('From, a day').fill('2026-11-10');
  await sheet.getByLabel('before, else its end').fill('15:30');
  await sheet.getByLabel('Days and times of this zone').selectOption('Asia/Kathmandu');
  await expectAccessible(page);
  await sheet.getByRole('button', { name: 'Show these turns' }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('within');
  await open();
  await expect(sheet.getByLabel('at, else its start')).toHaveValue('14:00');
  await expect(sheet.getByLabel('To, with that day')).toHaveValue('2026-11-10');
});
