import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';

test.use({ role: 'admin', permissions: ['clipboard-read', 'clipboard-write'] });

async function addContact(page: Page, fields: Record<string, string>): Promise<string> {
  await page.goto('/phonebook/new');
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: false }).first().fill(value);
  await page.getByRole('button', { name: 'Add to the phonebook' }).click();
  await expect(page).toHaveURL(/\/phonebook\/\d+$/);
  return new URL(page.url()).pathname;
}

const box = (page: Page) => page.getByRole('searchbox', { name: 'Search the phonebook' });
const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test('from the first key to the copied number, by keys alone', async ({ page }) => {
  const word = ownWord('Q');
  await addContact(page, {
    'Full name': `Anna ${word}`,
    Telephone: '202-555-0151',
    'E-mail': `anna.${word}@example.org`,
  });
  await addContact(page, { 'Full name': `Bela ${word}`, Telephone: '202-555-0152' });
  await page.goto('/phonebook');
  await expect(rowOf(page, '.').nth(1)).toBeVisible();
  await expectKey(page, 'copy number');
  // Nothing has the focus: typing begins the search, although C, M and S are keys of their own.
  await page.keyboard.type(word);
  await expect(box(page)).toBeFocused();
  await expect(box(page)).toHaveValue(word);
  await expect(page.getByRole('status').getByText(/^2 found/)).toBeVisible();
  const first = rowOf(page, `Anna ${word}`);
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(box(page)).toHaveAttribute('aria-activedescendant', (await first.getAttribute('id')) ?? 'none');
  await expect(page.locator('mark', { hasText: word }).first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.getByText('Number copied, 202-555-0151', { exact: true })).toBeVisible();
  expect(await clipboard(page)).toBe('202-555-0151');

  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, `Bela ${word}`)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+1');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+2');
  await page.keyboard.press('Escape');
  await expect(box(page)).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(box(page)).not.toBeFocused();

  await page.goto(`/phonebook?q=${word}`);
  await expect(page.getByRole('complementary', { name: `Anna ${word}` })).toBeVisible();
  await expectKey(page, 'copy number');
  await page.keyboard.press('c');
  await expect(page.getByText('Number copied, 202-555-0151', { exact: true })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { level: 1, name: `Anna ${word}` })).toBeVisible();
});

// Waits for the search that forgives a swapped letter.
test('a misspelt half-name leads to the number', async ({ page }) => {
  await addContact(page, { 'Full name': 'Jahangir Alam', Telephone: '202-555-0154' });
  await page.goto('/phonebook');
  await expect(rowOf(page, '.').nth(1)).toBeVisible();
  await expectKey(page, 'copy number');
  await page.keyboard.type('jahangri al');
  await expect(page.getByRole('complementary', { name: 'Jahangir Alam' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+c');
  await expect(page.getByText('Number copied, 202-555-0154', { exact: true })).toBeVisible();
  expect(await clipboard(page)).toBe('202-555-0154');
});

test('a copied link shows a colleague the same list and the same card', async ({ page, signedIn }) => {
  const word = ownWord('Q');
  for (const [name, Department] of [
    ['Dora', 'Cards'],
    ['Edna', 'Cards'],
    ['Finn', 'Treasury'],
  ])
    await addContact(page, { 'Full name': `${name} ${word}`, Department: Department ?? '' });
  await page.goto(`/phonebook?q=${word}`);
  await page
    .getByRole('complementary', { name: 'Filters' })
    .or(page.getByRole('button', { name: 'Filters' }))
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Cards 2' }).click();
  await expect(page.getByText('Department Cards')).toBeVisible();
  await expect(rowOf(page, `Finn ${word}`)).toHaveCount(0);
  await rowOf(page, `Edna ${word}`).click();
  await page.getByRole('button', { name: 'Copy a link to what is shown' }).click();
  await expect(page.getByText('Link copied', { exact: true })).toBeVisible();
  const link = await clipboard(page);

  const other = await signedIn('operator');
  await other.goto(link);
  await expect(box(other)).toHaveValue(word);
  await expect(other.getByRole('complementary', { name: `Edna ${word}` })).toBeVisible();
  await expect(rowOf(other, `Edna ${word}`)).toHaveAttribute('aria-selected', 'true');
  await expect(rowOf(other, `Finn ${word}`)).toHaveCount(0);
  // Also when the list has moved on: here it no longer holds the entry.
  await other.goto(link.replace('Cards', 'Treasury'));
  await expect(other.getByRole('complementary', { name: `Edna ${word}` })).toBeVisible();
  await other.getByRole('link', { name: 'Without Department Treasury' }).click();
  await expect(rowOf(other, `Finn ${word}`)).toBeVisible();
});

// The lists of this person are touched by these stories alone, one after the other.
test.describe('one’s own lists', () => {
  test.use({ role: 'analyst' });

  test('a quick Enter calls whom was typed for, not who stood there before', async ({ page, signedIn }) => {
    const word = ownWord('Q');
    await addContact(await signedIn('admin'), { 'Full name': `Carl ${word}`, Telephone: '202-555-0153' });
    await page.goto('/phonebook');
    await expect(rowOf(page, '.').nth(1)).toBeVisible();
    await expectKey(page, 'copy number');
    await page.keyboard.type(word);
    await page.keyboard.press('Enter');
    // A telephone address leads out of the browser; that somebody was called shows in the list of recents.
    const recent = page.getByRole('navigation', { name: 'Main' }).getByRole('region', { name: 'Recent' });
    await expect(recent.getByRole('listitem')).toHaveText([`Carl ${word}0153`]);
  });

  test('favourites and recents stand there before the first key, and nobody else sees them', async ({
    page,
    signedIn,
  }) => {
    const word = ownWord('Q');
    const admin = await signedIn('admin');
    const starred = await addContact(admin, { 'Full name': `Gina ${word}`, Telephone: '202-555-0155' });
    const looked = await addContact(admin, { 'Full name': `Hugo ${word}`, Telephone: '202-555-0156' });
    for (const path of [starred, looked]) {
      await page.goto(path);
      await expectKey(page, 'favourite');
      await page.keyboard.press('s');
      await expect(page.getByRole('button', { name: 'No longer a favourite' })).toBeVisible();
    }
    await page.getByRole('button', { name: 'No longer a favourite' }).click();
    await expect(page.getByRole('button', { name: 'Keep as a favourite' })).toBeVisible();

    const list = (name: string) => page.getByRole('main').getByRole('region', { name });
    await page.goto('/phonebook');
    await expect(list('Favourites').getByRole('listitem')).toHaveCount(1);
    await expect(list('Favourites').getByRole('link', { name: `Call Gina ${word}` })).toHaveAttribute('href', /^tel:/);
    await expect(list('Recent').getByRole('listitem').nth(0)).toContainText(`Hugo ${word}`);
    await expect(list('Recent').getByRole('listitem').nth(1)).toContainText(`Gina ${word}`);
    const nav = page.getByRole('navigation', { name: 'Main' }).getByRole('region', { name: 'Favourites' });
    await expect(nav.getByRole('link', { name: `Gina ${word}` })).toContainText('0155');
    await expectAccessible(page);
    await box(page).fill(word);
    await expect(list('Favourites')).toHaveCount(0);

    await admin.goto('/phonebook');
    await expect(admin.getByRole('main').getByRole('region', { name: 'Recent' })).toBeVisible();
    await expect(admin.getByRole('region', { name: 'Favourites' }).filter({ hasText: word })).toHaveCount(0);
    await admin.goto(starred);
    await admin.getByRole('button', { name: 'Delete' }).click();
    await expect(admin).toHaveURL('/phonebook');
    await page.goto('/phonebook');
    await expect(list('Recent')).toContainText(`Hugo ${word}`);
    await expect(list('Favourites')).toHaveCount(0);
    await expect(list('Recent')).not.toContainText(`Gina ${word}`);
  });
});

test('what the card tells besides fails alone, and can be asked for again', async ({ page }) => {
  const word = ownWord('Q');
  for (const name of ['Ines', 'Jack'])
    await addContact(page, { 'Full name': `${name} ${word}`, Department: word, Telephone: '202-555-0157' });
  await page.route('**/phonebook*', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  await page.goto(`/phonebook?q=Ines+${word}`);
  const card = page.getByRole('complementary', { name: `Ines ${word}` });
  await expect(card.getByText('The neighbours got no answer.')).toBeVisible();
  await expect(card.getByText('The history got no answer.')).toBeVisible();
  await expect(card.getByRole('link', { name: 'Call telephone' })).toBeVisible();
  await expectAccessible(page);
  await page.unrouteAll();
  const near = card.getByRole('region', { name: `Near by in ${word}` });
  await near.getByRole('button', { name: 'Try now' }).click();
  await expect(near.getByRole('link', { name: `Jack ${word}` })).toContainText('202-555-0157');
  await near.getByRole('link', { name: 'All 2' }).click();
  await expect(page.getByText(`Department ${word}`)).toBeVisible();
  await expect(rowOf(page, `Jack ${word}`)).toBeVisible();
});

test('the palette finds by the same search, with the letters and the reason', async ({ page }) => {
  const word = ownWord('Q');
  for (const name of ['Kati', 'Lars'])
    await addContact(page, { 'Full name': `${name} ${word}`, Telephone: '202-555-0158' });
  await page.goto('/account');
  await expectKey(page, 'Search');
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: 'Search people, pages, actions' });
  await palette.getByRole('combobox').fill(word.slice(0, 5));
  const option = palette.getByRole('option', { name: new RegExp(`^Kati ${word}`) });
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await expect(option.locator('mark')).toHaveText(word.slice(0, 5));
  await expect(option).toContainText(`starts ${word.slice(0, 5).toLowerCase()}`);
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `Kati ${word}` })).toBeVisible();
});

test('the page with everything on it fits a phone, light and dark', async ({ page }) => {
  test.slow();
  const word = ownWord('Q');
  const path = await addContact(page, {
    'Full name': `Lea ${word}`,
    Telephone: '202-555-0159',
    Department: `${word} and all its long relations`,
  });
  await page.goto(path);
  await expectKey(page, 'favourite');
  await page.keyboard.press('s');
  await expect(page.getByRole('button', { name: 'No longer a favourite' })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const address of [
      '/phonebook',
      `/phonebook?q=${word}`,
      `/phonebook?kind=person&department=${word}+and+all+its+long+relations`,
    ]) {
      await page.goto(address);
      await expectAccessible(page);
      await expectFitsPhone(page, address);
      await expectAccessible(page);
    }
  }
});

test('the longest roles wrap within the card', async ({ page }) => {
  const word = ownWord('Q');
  await addContact(page, { 'Full name': `Anna ${word}`, Designation: 'D'.repeat(150), Department: 'U'.repeat(150) });
  await page.goto(`/phonebook?q=${word}`);
  const card = page.getByRole('complementary', { name: `Anna ${word}` });
  await expect(card.getByRole('link', { name: 'U'.repeat(150) })).toBeVisible();
  const width = await card.evaluate((own) => ({ needed: own.scrollWidth, there: own.clientWidth }));
  expect(width.needed).toBeLessThanOrEqual(width.there);
});
