import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';
import { makeKey, postTurns } from './turns.ts';

test.use({ role: 'analyst' });

let key = '';
test.beforeAll(() => {
  key = makeKey('conversations:write');
});

async function ask(...questions: [question: string, times: number][]): Promise<void> {
  const turn = (question: string) => ({
    session_id: `asks-${Math.random()}`,
    user_message: question,
    assistant_response: 'Ask at the desk.',
  });
  await postTurns(
    key,
    questions.flatMap(([question, times]) => Array.from({ length: times }, () => turn(question))),
  );
}

const rows = (page: Page) => page.getByRole('grid', { name: 'Questions' }).locator('tr[data-question]');
const wordings = (page: Page) => page.getByRole('region', { name: 'Wordings' }).locator('tbody tr');

/** Waits until what was asked has its groups. */
async function openList(page: Page, words: string, groups: number): Promise<void> {
  await expect(async () => {
    await page.goto(`/questions?window=24h&q=${words}`);
    await expect(rows(page)).toHaveCount(groups, { timeout: 2_000 });
    await expect(page.getByText('nothing waiting')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expectKey(page, 'split');
}

test('a question is opened from the list, split by ticking, holds, and comes together again', async ({ page }) => {
  test.setTimeout(150_000);
  await ask(
    ['How do I water the orchid on my desk?', 3],
    ['How do I water the orchid on my shelf?', 2],
    ['How do I water the orchid on my window?', 1],
  );
  await openList(page, 'orchid', 1);
  await expect(rows(page)).toContainText('3 wordings');
  await expectAccessible(page);

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('orchid');
  await expect(wordings(page)).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'Answers given' })).toContainText('The bot always says the same.');
  await expect(page.getByRole('region', { name: 'Example sessions' }).getByRole('link')).toHaveCount(6);
  await page.getByRole('checkbox', { name: /window/ }).check();
  await expectAccessible(page);
  await page.keyboard.press('x');
  await expect(wordings(page).filter({ hasText: 'window' })).toHaveCount(0);
  const group = page.url();

  await page.reload();
  await expect(wordings(page).filter({ hasText: 'desk' })).toHaveCount(1);
  await expect(wordings(page).filter({ hasText: 'window' })).toHaveCount(0);
  await openList(page, 'orchid', 2);

  await page.goto(group);
  await page.getByRole('region', { name: 'Decisions' }).getByRole('button', { name: 'Undo' }).click();
  await expect(wordings(page)).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'Decisions' })).toContainText('undone by');
  await openList(page, 'orchid', 1);
});

test('groups are merged, pinned and parted by keys alone', async ({ page }) => {
  test.setTimeout(150_000);
  await ask(['Is the iceberg lettuce of the canteen fresh?', 2], ['When does the train to Heidelberg leave?', 1]);
  await openList(page, 'berg', 2);
  for (const pressed of ['j', ' ', 'j', ' ']) await page.keyboard.press(pressed);
  await expect(page.getByRole('toolbar', { name: 'Ticked groups' })).toContainText('2 groups ticked');
  await expectAccessible(page);
  // A control that has the focus takes its own Space.
  const box = rows(page).first().getByRole('checkbox');
  await box.focus();
  await page.keyboard.press(' ');
  await expect(box).not.toBeChecked();
  await page.keyboard.press(' ');
  await expect(box).toBeChecked();
  await page.keyboard.press('g');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('2 wordings');
  await page.keyboard.press('j');
  await page.keyboard.press('p');
  await expect(rows(page)).toContainText('pinned');
  await page.keyboard.press('Enter');
  const decisions = page.getByRole('region', { name: 'Decisions' });
  await expect(decisions).toContainText('Merged 2 groups');
  for (const words of ['Pinned', 'Merged 2 groups'])
    await decisions.getByRole('listitem').filter({ hasText: words }).getByRole('button', { name: 'Undo' }).click();
  await openList(page, 'berg', 2);
});

test('several groups are pinned at once, told of and taken back as one', async ({ page, signedIn }) => {
  test.setTimeout(150_000);
  await ask(
    ['Why does the cornerstone of the lobby whistle?', 1],
    ['Which insurance covers a gemstone abroad?', 1],
    ['May I pay for the milestone party in coins?', 1],
  );
  await openList(page, 'stone', 3);
  const other = await signedIn('admin');
  await openList(other, 'stone', 3);
  const coins = rows(page).filter({ hasText: 'coins' });
  for (const box of await rows(page).getByRole('checkbox').all()) await box.check();
  await rows(other).filter({ hasText: 'coins' }).locator('td').nth(1).click();
  await other.keyboard.press('p');
  await expect(rows(other).filter({ hasText: 'coins' })).toContainText('pinned');
  await page.getByRole('toolbar').getByRole('button', { name: 'Pin' }).click();
  await expect(page.getByText(/^2 groups pinned, 1 not: /)).toBeVisible();
  await expect(page.getByRole('toolbar')).toContainText('1 group ticked');
  await expect(coins.getByRole('checkbox')).toBeChecked();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Taken back.', { exact: true })).toBeVisible();
  await expect(rows(page).filter({ hasText: 'pinned' })).toHaveCount(1);
});

test('a group is named, a wording moved to it, and the file holds what the list shows', async ({ page }) => {
  test.setTimeout(150_000);
  await ask(['Who feeds the aquarium carp on Sundays?', 2], ['Which form asks for aquarium parking?', 1]);
  await openList(page, 'aquarium', 2);
  await rows(page).filter({ hasText: 'carp' }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('carp');
  await expectKey(page, 'rename');
  await page.keyboard.press('r');
  await page.getByRole('textbox', { name: 'Name' }).fill('=Carp and friends');
  await page.getByRole('button', { name: 'Rename' }).last().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('=Carp and friends');
  // A name that is shown masked is not offered to be kept so.
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('=Carp and friends');
  await page.getByRole('textbox', { name: 'Name' }).fill('Carp, call 020 7946 0958');
  await page.getByRole('button', { name: 'Rename' }).last().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Carp, call [phone]');
  await page.getByRole('button', { name: 'Rename' }).click();
  const name = page.getByRole('textbox', { name: 'Name' });
  await expect(name).toHaveValue('');
  await expect(name).toHaveAccessibleDescription(/^The name it has holds personal data/);
  await name.fill('Carp, call [phone] at noon');
  await page.getByRole('button', { name: 'Rename' }).last().click();
  await expect(page.getByText(/^A mask such as \[phone\] cannot be part of a name/)).toBeVisible();
  await name.fill('=Carp and friends');
  await page.getByRole('button', { name: 'Rename' }).last().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('=Carp and friends');

  await openList(page, 'aquarium', 2);
  const answer = await page.request.get((await page.getByRole('link', { name: 'Export' }).getAttribute('href')) ?? '');
  const [head, ...lines] = (await answer.text()).trim().split('\r\n');
  expect(head).toContain('question,kind,wordings');
  expect(lines).toHaveLength(2);
  expect(lines.join('\n')).toContain("'=Carp and friends");
});

test('exact texts are counted apart from each other, and lead to their group', async ({ page }) => {
  await ask(
    ['Where does the zeppelin land?', 2],
    ['Where does the zeppelin land!', 1],
    ['Where will the zeppelin land', 1],
  );
  await openList(page, 'zeppelin', 1);
  await expect(rows(page)).toContainText('2 wordings');
  await page.getByRole('link', { name: 'Exact text' }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first().locator('td').nth(3)).toHaveText('3');
  await rows(page).first().getByRole('link').click();
  await expect(wordings(page)).toHaveCount(2);
});

test('small talk is counted apart', async ({ page }) => {
  await ask(['hello', 1], ['thank you', 1]);
  await expect(async () => {
    await page.goto('/questions/small-talk?window=24h');
    await expect(page.getByRole('link', { name: 'Greetings' })).toBeVisible({ timeout: 2_000 });
    await expect(page.getByRole('link', { name: 'Thanks and goodbyes' })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Greetings' }).click();
  await expect(
    wordings(page)
      .filter({ hasText: /^hello$/i })
      .or(wordings(page).first()),
  ).toBeVisible();
});

test('a follow-up that is a question after all is made one, and taken back', async ({ page }) => {
  const word = ownWord();
  await ask([`What about ${word}?`, 3]);
  const wording = wordings(page).filter({ hasText: word });
  await expect(async () => {
    await page.goto('/questions/-3');
    await expect(wording).toHaveCount(1, { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expectKey(page, 'make the ticked a question');
  await wording.getByRole('checkbox').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make it a question of its own' }).click();
  await expect(page.getByText('It is a question of its own now.')).toBeVisible();
  await expect(wording).toHaveCount(0);
  await openList(page, word, 1);
  await page.goto('/questions/-3');
  await page.getByRole('region', { name: 'Decisions' }).getByRole('button', { name: 'Undo' }).first().click();
  await expect(wording).toHaveCount(1);
  await page.goto(`/questions?window=24h&q=${word}`);
  await expect(page.getByText(`No question has “${word}”.`)).toBeVisible();
});

test('all questions are grouped anew on demand', async ({ page }) => {
  test.setTimeout(180_000);
  await ask(['Who waters the ficus in the hall?', 2]);
  await openList(page, 'ficus', 1);
  await page.getByRole('button', { name: 'Group anew' }).click();
  await expect(page.getByText(/grouping anew/)).toBeVisible();
  await expect(page.getByText('All questions were grouped anew.', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('button', { name: 'Group anew' })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
});

test('the pages are accessible and fit a phone', async ({ page }) => {
  test.setTimeout(240_000);
  await ask(['Does every page fit the phone of my aunt?', 2]);
  await openList(page, 'aunt', 1);
  const group = (await rows(page).getByRole('link').getAttribute('href')) ?? '';
  const lists = ['/questions', '/questions?view=exact', '/questions?q=nothinghasthis', '/questions?page=90'];
  for (const path of [...lists, '/questions/small-talk', group]) {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(path);
      await expectAccessible(page);
    }
    await expectFitsPhone(page, path);
    await expectAccessible(page);
  }
  await page.goto('/questions/999999999');
  await expect(page.getByText('There is no such group of questions.')).toBeVisible();
});
