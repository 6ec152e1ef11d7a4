import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectKey, ownWord, test } from './fixtures.ts';
import { makeKey, postTurns } from './turns.ts';

test.use({ role: 'analyst' });

let key = '';
test.beforeAll(() => {
  key = makeKey('conversations:write');
});

const rows = (page: Page) => page.getByRole('grid', { name: 'Turns' }).locator('tr[data-turn]');
const session = (page: Page, name: string) => page.getByRole('complementary', { name: `Session ${name}` });

/** Posts a turn of a session of its own and opens the log where it is found alone. @returns its word, the session's name too */
async function openLog(page: Page): Promise<string> {
  const word = ownWord();
  await post(word);
  await page.goto(`/conversations?q=${word}`);
  await expect(rows(page)).toHaveCount(1);
  await expectKey(page, 'verdict');
  return word;
}

async function post(word: string, question = `${word} asks`): Promise<void> {
  await postTurns(key, [{ session_id: word, user_message: question, assistant_response: 'In the post.' }]);
}

test('each click on an export is one file and one export, and the page takes actions after it', async ({
  page,
  signedIn,
}) => {
  const admin = await signedIn('admin');
  const exports = async () => {
    const log = await admin.request.get('/settings/audit/export?action=conversations.export');
    return (await log.text()).split('\n').filter((line) => line.includes('Some analyst')).length;
  };
  const word = await openLog(page);
  const before = await exports();
  for (const time of [1, 2]) {
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV', exact: true }).click();
    expect(readFileSync(await (await file).path(), 'utf8')).toContain(`${word} asks`);
    expect(await exports()).toBe(before + time);
  }
  await rows(page).first().click();
  await session(page, word).getByRole('button', { name: 'Unanswered' }).click();
  await expect(session(page, word).locator('[data-selected]')).toContainText('by a colleague');
});

test('a click on a question opens its session beside the log, and its page where there is no room for it', async ({
  page,
}) => {
  const word = await openLog(page);
  const log = page.url();
  const question = rows(page).getByRole('link', { name: `${word} asks` });
  await question.click();
  await expect(session(page, word)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(word);
  await page.goBack();
  await expectKey(page, 'verdict');
  await question.click();
  await session(page, word).getByRole('button', { name: 'Unanswered' }).click();
  await expect(session(page, word).locator('[data-selected]')).toContainText('by a colleague');
  expect(page.url()).toBe(log);

  await page.setViewportSize({ width: 1200, height: 800 });
  await question.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(word);
});

test('a base or source that no menu lists is taken off all the same', async ({ page }) => {
  const [base, source] = [ownWord(), ownWord()];
  const takeOff = async (menu: string, name: string) => {
    await page.getByRole('button', { name: new RegExp(`^${menu} ?${name}$`) }).click();
    await page.getByRole('menuitem', { name: new RegExp(`^${name} ?, chosen$`) }).click();
  };
  await page.goto(`/conversations?kb=${base}&source=${source}`);
  await takeOff('Knowledge base', base);
  await expect(page).toHaveURL(`/conversations?source=${source}`);
  await takeOff('Source', source);
  await expect(page).toHaveURL('/conversations');
});

test('a reader is told that more came than can be told, and sees it on wish', async ({ page }) => {
  const word = await openLog(page);
  await rows(page).first().click();
  await expect(session(page, word)).toBeVisible();
  await page.route('**/conversations/tail?*', async (route) => {
    const mark = new URL(route.request().url()).searchParams.get('mark');
    await route.fulfill({ json: { rows: [], count: 0, judged: [], mark, isPast: true } });
  });
  await post(word, `${word} goes on`);
  await expect(page.getByText('more than 5,000 newer turns')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.unroute('**/conversations/tail?*');
  await expect(page.getByText('more than 5,000 newer turns')).toBeHidden();
  await expect(session(page, word)).toBeVisible();
});

test('whoever is signed out is told so, not that an answer is missing', async ({ page }) => {
  await openLog(page);
  await page.route('**/conversations/tail?*', (route) =>
    route.fulfill({ status: 401, json: { code: 'unauthenticated', detail: 'Sign in to watch the log.' } }),
  );
  await expect(page.getByText(/^Not live since .*: your session has ended\. /)).toBeVisible();
  await page.unroute('**/conversations/tail?*');
  await expect(page.getByText(/^Not live since/)).toBeHidden();
});
