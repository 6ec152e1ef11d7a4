import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';
import { failQuestion, likenGaps, newGap, panel, rows, selected, WORKER_WITHIN_MS, walkTo } from './gaps.ts';
import { makeKey } from './turns.ts';

test.use({ role: 'analyst' });

let key = '';
test.beforeAll(() => {
  key = makeKey('conversations:write');
});

test('a gap is taken, drafted, fixed and set aside by keys alone, and each step is taken back', async ({ page }) => {
  const question = `Which tram stops at the ${ownWord()} museum on Sundays?`;
  await newGap(page, key, question);
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
  await newGap(page, key, question);
  await walkTo(page, question);
  await page.keyboard.press('f');
  await expect(rows(page).filter({ hasText: question })).toBeHidden();
  await failQuestion(key, question, ['d', 'e']);
  await expect(async () => {
    await page.goto('/questions/gaps');
    await expect(rows(page).filter({ hasText: question })).toContainText('reopened', { timeout: 1_000 });
  }).toPass({ timeout: WORKER_WITHIN_MS });
  await rows(page).filter({ hasText: question }).getByRole('link').click();
  await expect(panel(page, question)).toContainText('after the fix, then 2 failures today.');
  await expect(panel(page, question)).toContainText('Reopened after 2 failures');
  const happened = panel(page, question).getByRole('region', { name: 'What happened' });
  await expect(happened.getByRole('link', { name: /^Failed turn/ })).toHaveCount(2);
  await happened
    .getByRole('link', { name: /^Failed turn/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/conversations\/[de].*#turn-\d+$/);
  await page.goBack();
  await panel(page, question).getByRole('link', { name: question }).first().click();
  await expect(page).toHaveURL(/\/conversations\/e/);
});

test('the due field shows the day that is kept', async ({ page, signedIn }) => {
  const question = `Where do I hand in the ${ownWord()} form?`;
  await newGap(page, key, question);
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
  await newGap(page, key, first);
  await newGap(page, key, second);
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

test('words leave the gaps that have them, and keys walk among these', async ({ page }) => {
  const word = ownWord();
  const [first, second] = [`Where is the ${word} desk?`, `When is the ${word} desk closed?`];
  await newGap(page, key, first);
  await newGap(page, key, second);
  const box = page.getByLabel('Words in the gap');
  await box.fill(word);
  await box.press('Enter');
  await expect(page).toHaveURL(/q=/);
  await expect(rows(page)).toHaveCount(2);
  await box.press('Tab');
  await walkTo(page, second);
  await expect(page).toHaveURL(/q=.*gap=/);
  await walkTo(page, first);
  await expectAccessible(page);
  await page.goto(`/questions/gaps?q=${word}+elsewhere`);
  await page.getByRole('link', { name: 'Show all gaps' }).click();
  await expect(rows(page).filter({ hasText: first })).toBeVisible();
});

test('on a phone the list leads to a gap and back, and nothing is an operator’s', async ({ page, signedIn }) => {
  const question = `Why is ${ownWord()} so slow?`;
  await newGap(page, key, question);
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
