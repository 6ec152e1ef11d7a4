import { expect, expectKey, ownWord, test } from './fixtures.ts';
import { failQuestion, hold, newGap, panel, placeQuestion, rows, selected, WORKER_WITHIN_MS, walkTo } from './gaps.ts';
import { makeKey } from './turns.ts';

test.use({ role: 'analyst' });

let key = '';
test.beforeAll(() => {
  key = makeKey('conversations:write');
});

test('two who write one draft are told of each other', async ({ page, signedIn }) => {
  const question = `What does a ${ownWord()} cost?`;
  await newGap(page, key, question);
  await walkTo(page, question);
  const other = await signedIn('admin');
  await other.goto(page.url());
  await expectKey(other, 'assign');
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
  await newGap(page, key, first);
  await newGap(page, key, second);
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
  for (const question of questions) await newGap(page, key, question);
  const [first = '', second = '', third = ''] = questions;
  await walkTo(page, first);
  // Held down it does not act on what comes after.
  let steps = 0;
  page.on('request', (request) => {
    steps += Number(request.method() === 'POST');
  });
  await page.keyboard.down('f');
  await expect(rows(page).filter({ hasText: first })).toBeHidden();
  await page.keyboard.down('f');
  await page.keyboard.up('f');
  await walkTo(page, second);
  expect(steps).toBe(1);

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
  await newGap(page, key, question);
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

test('what is not saved of a gap that was left is told, and stands there when it is opened again', async ({
  page,
  signedIn,
}) => {
  const [question, next] = [`What does ${ownWord()} need?`, `What does ${ownWord()} lack?`];
  await newGap(page, key, question);
  await newGap(page, key, next);
  await walkTo(page, question);
  const other = await signedIn('admin');
  await other.goto(page.url());
  const answer = await hold(page, 'POST');
  const draft = panel(page, question).getByLabel('Draft answer');
  await draft.fill('Six.');
  await page.keyboard.press('Escape');
  await walkTo(page, next);
  await panel(other, question).getByLabel('Draft answer').fill('Five.');
  await expect(panel(other, question).getByText('saved just now')).toBeVisible();
  answer();
  const line = `The draft of “${question}” waits in its gap. Not saved: Ada Admin wrote there first.`;
  await expect(page.getByText(line, { exact: true })).toBeVisible();
  await walkTo(page, question);
  await expect(draft).toHaveValue('Six.');
  await expect(panel(page, question).getByText('Five.')).toBeVisible();
  await panel(page, question).getByRole('button', { name: 'Keep mine' }).click();
  await expect(panel(page, question).getByText('saved just now')).toBeVisible();

  await page.unroute('**/questions/gaps*');
  await page.route('**/questions/gaps*', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await draft.fill('Seven.');
  await page.keyboard.press('Escape');
  await walkTo(page, next);
  await expect(
    page.getByText(/^The draft of .+ waits in its gap\. Not saved: the server gave no answer\.$/),
  ).toBeVisible();
  await page.unroute('**/questions/gaps*');
  await walkTo(page, question);
  await expect(draft).toHaveValue('Seven.');
  await panel(page, question).getByRole('button', { name: 'Try now' }).click();
  await expect(panel(page, question).getByText('saved just now')).toBeVisible();
});

test('what had no answer and was not done takes nothing back that others did', async ({ page, signedIn }) => {
  const [question, next] = [`Which ${ownWord()} was lost?`, `Which ${ownWord()} was found?`];
  await newGap(page, key, question);
  await newGap(page, key, next);
  const other = await signedIn('admin');
  await other.goto('/questions/gaps');
  await walkTo(other, question);
  await other.keyboard.press('a');
  await other.getByRole('menu').press('Enter');
  await expect(selected(other)).toContainText('Assigned');
  await page.goto('/questions/gaps');
  await walkTo(page, question);
  await expect(selected(page)).toContainText('Assigned');
  await page.route('**/questions/gaps*', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await page.keyboard.press('f');
  await expect(page.getByText(/^No answer came/)).toBeVisible();
  await page.unroute('**/questions/gaps*');
  await page.keyboard.press('f');
  await expect(rows(page).filter({ hasText: question })).toBeHidden();
  await page.keyboard.press('u');
  await expect(selected(page)).toContainText(question);
  await walkTo(page, next);
  await page.keyboard.press('u');
  await expect(page.getByText(/^Nothing was done to this gap/)).toBeVisible();
  await expect(rows(page).filter({ hasText: question })).toContainText('Assigned');
});

test('from a gap that others closed keys lead on from where it stood', async ({ page, signedIn }) => {
  const questions = ['sings', 'shines', 'sinks'].map((verb) => `Why is it that ${ownWord()} ${verb}?`);
  for (const question of questions) await newGap(page, key, question);
  const [, closed = '', after = ''] = questions;
  await walkTo(page, after);
  const other = await signedIn('admin');
  await other.goto('/questions/gaps');
  await walkTo(other, closed);
  await other.keyboard.press('f');
  await expect(rows(other).filter({ hasText: closed })).toBeHidden();
  await rows(page).filter({ hasText: closed }).getByRole('link').click();
  await expect(rows(page).filter({ hasText: closed })).toBeHidden();
  await expect(panel(page, closed)).toBeVisible();
  await page.keyboard.press('j');
  await expect(selected(page)).toHaveCount(1);
  await expect(rows(page).first()).not.toHaveAttribute('data-selected');
});

test('the gap that is read stays, whatever the list begins with by now', async ({ page, signedIn }) => {
  const [question, greater] = [`Does ${ownWord()} hurt?`, `Does ${ownWord()} help?`];
  await newGap(page, key, question, 40);
  await expectKey(page, 'assign');
  await expect(selected(page)).toContainText(question);
  const read = (await selected(page).getByRole('link').getAttribute('href')) ?? '';
  const sessions = Array.from({ length: 60 }, (_, n) => String(n));
  await failQuestion(key, greater, sessions);
  placeQuestion(greater);
  const other = await signedIn('admin');
  await expect(async () => {
    await other.goto('/questions/gaps');
    await expect(rows(other).first()).toContainText(greater, { timeout: 1_000 });
  }).toPass({ timeout: WORKER_WITHIN_MS });
  await page.keyboard.press('a');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Given to .+\.$/)).toBeVisible();
  await expect(rows(page).first()).toContainText(greater);
  await expect(selected(page).getByRole('link')).toHaveAttribute('href', read);
});
