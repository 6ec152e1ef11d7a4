import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';
import { failQuestion, placeQuestion } from './gaps.ts';
import { makeKey } from './turns.ts';

test.use({ role: 'analyst' });

let key = '';
test.beforeAll(() => {
  key = makeKey('conversations:write');
});

const rows = (page: Page) => page.getByRole('list', { name: 'Gaps' }).getByRole('listitem');
const selected = (page: Page) => page.getByRole('list', { name: 'Gaps' }).locator('[data-selected]');
const panel = (page: Page, title: string) => page.getByRole('article', { name: title });

/** A gap that has just come in. */
async function newGap(page: Page, question: string): Promise<void> {
  await failQuestion(key, question, ['a', 'b', 'c']);
  placeQuestion(question);
  await expect(async () => {
    await page.goto('/questions/gaps');
    await expect(rows(page).filter({ hasText: question })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

/** Walks to a gap by keys. */
async function walkTo(page: Page, question: string): Promise<void> {
  await expectKey(page, 'assign');
  const list = await rows(page).evaluateAll((items) =>
    items.map((item) => ({ text: item.textContent, isSelected: 'selected' in (item as HTMLElement).dataset })),
  );
  const from = list.findIndex(({ isSelected }) => isSelected);
  const to = list.findIndex(({ text }) => text.includes(question));
  for (let n = from; n < to; n += 1) await page.keyboard.press('j');
  for (let n = from; n > to; n -= 1) await page.keyboard.press('k');
  await expect(selected(page)).toContainText(question);
  await expect(panel(page, question)).toBeVisible();
}

test('a gap is taken, drafted, fixed and set aside by keys alone, and each step is taken back', async ({ page }) => {
  const question = `Which tram stops at the ${ownWord()} museum on Sundays?`;
  await newGap(page, question);
  await walkTo(page, question);
  await expect(panel(page, question)).toContainText('3 sessions got no answer');
  await page.keyboard.press('a');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(selected(page)).toContainText('Assigned');
  await page.keyboard.press('d');
  await page.keyboard.type('At any branch.');
  await expect(panel(page, question).getByText('saved just now')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(selected(page)).toContainText('Drafted');
  await expect(panel(page, question).getByLabel('Draft answer')).toHaveValue('At any branch.');
  await expectAccessible(page);

  await expectKey(page, 'assign');
  await page.keyboard.press('w');
  await expect(page.getByLabel('Why', { exact: true })).toBeFocused();
  await page.keyboard.type('Not ours to answer');
  await page.keyboard.press('Enter');
  // While the dialog is open nothing behind it can be seen, nor be reached by keys.
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(rows(page).filter({ hasText: question })).toBeHidden();
  await page.keyboard.press('u');
  await expect(selected(page)).toContainText(question);
  await expect(panel(page, question)).toBeVisible();
  await page.keyboard.press('f');
  await expect(rows(page).filter({ hasText: question })).toBeHidden();
  await page.goto('/questions/gaps?tab=fixed');
  await expect(rows(page).filter({ hasText: question })).toBeVisible();
  await expectAccessible(page);
});

test('a fix that fails again comes back with its evidence', async ({ page }) => {
  const question = `When does ${ownWord()} open?`;
  await newGap(page, question);
  await walkTo(page, question);
  await page.keyboard.press('f');
  await expect(rows(page).filter({ hasText: question })).toBeHidden();
  await failQuestion(key, question, ['d', 'e']);
  await expect(async () => {
    await page.goto('/questions/gaps');
    await expect(rows(page).filter({ hasText: question })).toContainText('reopened', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await rows(page).filter({ hasText: question }).getByRole('link').click();
  await expect(panel(page, question)).toContainText('after the fix, then 2 failures today.');
  await expect(panel(page, question)).toContainText('Reopened after 2 failures');
  await panel(page, question).getByRole('link', { name: question }).first().click();
  await expect(page).toHaveURL(/\/conversations\/e/);
});

test('two who write one draft are told of each other', async ({ page, signedIn }) => {
  const question = `What does a ${ownWord()} cost?`;
  await newGap(page, question);
  await walkTo(page, question);
  const other = await signedIn('admin');
  await other.goto(page.url());
  await panel(other, question).getByLabel('Draft answer').fill('Five.');
  await expect(panel(other, question).getByText('saved just now')).toBeVisible();
  await panel(page, question).getByLabel('Draft answer').fill('Six.');
  await expect(panel(page, question).getByText('Ada Admin wrote here first')).toBeVisible();
  await expect(panel(page, question).getByText('Five.')).toBeVisible();
  await panel(page, question).getByRole('button', { name: 'Keep mine' }).click();
  await expect(panel(page, question).getByText('saved just now')).toBeVisible();
});

test('on a phone the list leads to a gap and back, and nothing is an operator’s', async ({ page, signedIn }) => {
  const question = `Why is ${ownWord()} so slow?`;
  await newGap(page, question);
  await expectFitsPhone(page, '/questions/gaps');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/questions/gaps');
  await rows(page).filter({ hasText: question }).getByRole('link').click();
  await expect(panel(page, question)).toBeVisible();
  await expectFitsPhone(page, page.url());
  await page.getByRole('link', { name: 'All gaps' }).click();
  await expect(rows(page).filter({ hasText: question })).toBeVisible();
  const operator = await signedIn('operator');
  await operator.goto('/questions/gaps');
  await expect(operator.getByText('Not for your role')).toBeVisible();
});
