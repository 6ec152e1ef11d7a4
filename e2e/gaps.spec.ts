import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';
import { failQuestion, likenGaps, placeQuestion } from './gaps.ts';
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

/** Keeps requests of the inbox on their way. @returns lets them go */
async function hold(page: Page, method: 'GET' | 'POST'): Promise<() => void> {
  const gate = Promise.withResolvers<void>();
  await page.route('**/questions/gaps*', async (route) => {
    if (route.request().method() === method) await gate.promise;
    await route.continue();
  });
  return () => gate.resolve();
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

test('what is typed after D goes to the selected gap, and stays when the page is made anew', async ({ page }) => {
  const [first, second] = [`Where is the ${ownWord()} kept?`, `Who repairs a ${ownWord()}?`];
  await newGap(page, first);
  await newGap(page, second);
  await walkTo(page, first);
  const bring = await hold(page, 'GET');
  await rows(page).filter({ hasText: second }).getByRole('link').click();
  await page.keyboard.press('d');
  await page.keyboard.type('For a few days.');
  bring();
  const draft = panel(page, second).getByLabel('Draft answer');
  await expect(draft).toHaveValue('For a few days.');
  await expect(draft).toBeFocused();
  await expect(panel(page, second).getByText('saved just now')).toBeVisible();

  await page.keyboard.press('Escape');
  const answer = await hold(page, 'POST');
  await page.keyboard.press('a');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeHidden();
  await page.keyboard.press('d');
  await page.keyboard.press('End');
  await page.keyboard.type(' Or weeks.');
  answer();
  await expect(page.getByText(/^Given to .+\.$/)).toBeVisible();
  await expect(draft).toHaveValue('For a few days. Or weeks.');
  await expect(draft).toBeFocused();
  await expect(panel(page, second).getByText('saved just now')).toBeVisible();
  // The page of a group and back: what was typed is there.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/questions\/\d+$/);
  await page.goBack();
  await expect(draft).toHaveValue('For a few days. Or weeks.');
  await walkTo(page, first);
  await expect(panel(page, first).getByLabel('Draft answer')).toHaveValue('');
  await expect(selected(page)).toContainText('New');
});

test('an answer that comes late finds the user where he went', async ({ page }) => {
  const questions = ['opens', 'closes', 'rests'].map((verb) => `When is it that ${ownWord()} ${verb}?`);
  for (const question of questions) await newGap(page, question);
  const [first = '', second = '', third = ''] = questions;
  await walkTo(page, first);
  // Held down it does not act on what comes after.
  await page.keyboard.down('f');
  await expect(rows(page).filter({ hasText: first })).toBeHidden();
  const after = (await selected(page).textContent()) ?? '';
  await page.keyboard.down('f');
  await page.keyboard.up('f');
  await page.reload();
  await expect(selected(page)).toHaveText(after);

  await walkTo(page, second);
  let answer = await hold(page, 'POST');
  await page.keyboard.press('f');
  await page.keyboard.press('u');
  answer();
  await expect(page.getByText('Not fixed: open again.', { exact: true })).toBeVisible();
  await expect(selected(page)).toContainText(second);
  await expect(rows(page).filter({ hasText: first })).toBeHidden();

  // What is pressed before the answer is there follows it, and is no quarrel with oneself.
  answer = await hold(page, 'POST');
  await page.keyboard.press('a');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeHidden();
  await page.keyboard.press('f');
  answer();
  await expect(rows(page).filter({ hasText: second })).toBeHidden();

  await walkTo(page, third);
  answer = await hold(page, 'POST');
  await page.keyboard.press('f');
  await page.getByRole('link', { name: /^Fixed \d/ }).click();
  answer();
  await expect(page.getByText(/^Marked fixed\. /)).toBeVisible();
  await expect(page).toHaveURL(/tab=fixed/);
  await expect(rows(page).filter({ hasText: third })).toBeVisible();
});

test('a request that is lost leaves the page as it is', async ({ page }) => {
  const question = `Is there a ${ownWord()} in the hall?`;
  await newGap(page, question);
  await walkTo(page, question);
  await page.route('**/questions/gaps*', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await page.keyboard.press('d');
  await page.keyboard.type('By the door.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
  await expect(page.getByText(/^No answer came/)).toBeVisible();
  await expect(panel(page, question).getByLabel('Draft answer')).toHaveValue('By the door.');
  await page.unroute('**/questions/gaps*');
  await panel(page, question).getByRole('button', { name: 'Try now' }).click();
  await expect(panel(page, question).getByText('saved just now')).toBeVisible();
});

test('the gap that is read stays, whatever the list begins with by now', async ({ page, signedIn }) => {
  const [question, greater] = [`Does ${ownWord()} hurt?`, `Does ${ownWord()} help?`];
  await newGap(page, question);
  await expectKey(page, 'assign');
  const read = (await selected(page).getByRole('link').getAttribute('href')) ?? '';
  const sessions = Array.from({ length: 60 }, (_, n) => String(n));
  await failQuestion(key, greater, sessions);
  placeQuestion(greater);
  const other = await signedIn('admin');
  await expect(async () => {
    await other.goto('/questions/gaps');
    await expect(rows(other).first()).toContainText(greater, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await page.keyboard.press('a');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Given to .+\.$/)).toBeVisible();
  await expect(rows(page).first()).toContainText(greater);
  await expect(selected(page).getByRole('link')).toHaveAttribute('href', read);
});

test('the due field shows the day that is kept', async ({ page, signedIn }) => {
  const question = `Where do I hand in the ${ownWord()} form?`;
  await newGap(page, question);
  await walkTo(page, question);
  const other = await signedIn('admin');
  await other.goto(page.url());
  await expectKey(other, 'assign');
  await other.keyboard.press('a');
  await other.getByRole('menu').press('Enter');
  await expect(selected(other)).toContainText('Assigned');
  const due = panel(page, question).getByLabel('Due');
  await due.fill('2031-01-02');
  await due.blur();
  await expect(selected(page)).toContainText('Assigned');
  await expect(due).toHaveValue('');
  await due.fill('2031-01-02');
  await due.blur();
  await expect(panel(page, question).getByRole('region', { name: 'What happened' })).toContainText('Due on 2031-01-02');
  // Half of a day is no day, and takes none away.
  await due.press('Delete');
  await expect(due).toHaveValue('');
  await due.blur();
  await expect(due).toHaveValue('2031-01-02');
  await expect(page.getByText('No longer due.')).toBeHidden();
});

test('gaps that seem to ask the same stand under the first, shown by an arrow or a click', async ({ page }) => {
  const [first, second] = [`How far is it to the ${ownWord()} lake?`, `How deep is the ${ownWord()} river?`];
  await failQuestion(key, first, ['d', 'e']);
  await newGap(page, first);
  await newGap(page, second);
  likenGaps(first, second);
  await page.goto('/questions/gaps');
  const [lead, below] = [rows(page).filter({ hasText: first }), rows(page).filter({ hasText: second })];
  await expect(lead).toContainText('8 sessions with 1 alike');
  await expect(below).toBeHidden();
  await walkTo(page, first);
  await page.keyboard.press('ArrowRight');
  await expect(below).toContainText('seems to ask the same');
  await page.keyboard.press('j');
  await expect(selected(page)).toContainText(second);
  await page.keyboard.press('ArrowLeft');
  await expect(below).toBeHidden();
  await expect(selected(page)).toContainText(first);
  const unfold = lead.getByRole('button', { name: '1 gap that seems to ask the same' });
  await unfold.click();
  await expect(below).toBeVisible();
  await expect(unfold).toHaveAttribute('aria-expanded', 'true');
  await unfold.click();
  await expect(below).toBeHidden();
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
