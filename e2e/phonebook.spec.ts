import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';
import { makeKey, postTurns } from './turns.ts';
import { typeFast } from './typing.ts';

test.use({ role: 'admin' });

/** Adds an entry of this story's own by the form and gives its address. */
async function addContact(page: Page, fields: Record<string, string>): Promise<string> {
  await page.goto('/phonebook/new');
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: false }).first().fill(value);
  await page.getByRole('button', { name: 'Add to the phonebook' }).click();
  await expect(page).toHaveURL(/\/phonebook\/\d+$/);
  return new URL(page.url()).pathname;
}

/** A name that no other story uses. */
function ownName(first: string): string {
  return `${first} ${ownWord()}`;
}

const box = (page: Page) => page.getByRole('searchbox', { name: 'Search the phonebook' });

test('found by half a name from the keyboard, and opened', async ({ page }) => {
  const name = ownName('Zahangir');
  await addContact(page, { 'Full name': name, Telephone: '202-555-0199', Department: 'Cards' });
  await page.goto('/phonebook');
  await expectKey(page, 'copy number');
  await page.keyboard.press('/');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type(name.slice(0, -2));
  await expect(page.getByRole('row', { name: new RegExp(name) })).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(/q=Zahangir/);
  await expect(page.getByRole('complementary', { name })).toContainText('202-555-0199');
  await expect(page.getByRole('link', { name: 'Call telephone' })).toHaveAttribute('href', 'tel:+12025550199');
  await expectAccessible(page);
  await page.reload();
  await expect(box(page)).toHaveValue(name.slice(0, -2));
  await page.getByRole('link', { name: 'Open the entry' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expectAccessible(page);
});

test('a click on a name opens the card beside the list, and the entry where there is no room for one', async ({
  page,
}) => {
  const last = ownWord();
  const [first, second] = [`Anton ${last}`, `Berta ${last}`];
  for (const name of [first, second]) await addContact(page, { 'Full name': name });
  await page.goto(`/phonebook?q=${last}`);
  await expectKey(page, 'copy number');
  const row = page.getByRole('row', { name: new RegExp(second) });
  await row.getByRole('link', { name: second }).click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('complementary', { name: second })).toBeVisible();
  // The address follows: the list with the entry open.
  await expect(page).toHaveURL(/\/phonebook\?.*open=/);

  await page.setViewportSize({ width: 1000, height: 800 });
  await row.getByRole('link', { name: second }).click();
  await expect(page.getByRole('heading', { level: 1, name: second })).toBeVisible();
});

test('an entry whose deletion got no answer stays in sight', async ({ page }) => {
  const name = ownName('Lost');
  const path = await addContact(page, { 'Full name': name });
  await page.route(`**${path}`, (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(/^No answer came\. /)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
});

test('one field is edited in place, and the change is taken back from the history', async ({ page }) => {
  const name = ownName('Lena');
  await addContact(page, { 'Full name': name, Mobile: '202-555-0111' });
  await page.getByRole('button', { name: 'Edit mobile' }).click();
  await page.getByLabel('Mobile').fill('202-555-0122');
  await page.keyboard.press('Enter');
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByText('202-555-0122')).toBeVisible();
  await expect(history).toContainText('Ada Admin');
  await page.getByRole('button', { name: 'Take back mobile of version 2' }).click();
  await expect(page.getByText('Taken back.', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Numbers and facts' })).toContainText('202-555-0111');
  await expect(history).toContainText('version 3');
});

test('the second of two editors sees both versions and chooses', async ({ page, signedIn }) => {
  const name = ownName('Robin');
  const path = await addContact(page, { 'Full name': name, Mobile: '202-555-0131', Department: 'Cards' });
  const other = await signedIn('admin');
  await page.goto(`${path}/edit`);
  await other.goto(`${path}/edit`);
  await page.getByLabel('Mobile').fill('202-555-0132');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(path);

  await other.getByLabel('Mobile').fill('202-555-0133');
  await other.getByLabel('Department').fill('Treasury');
  await other.getByRole('button', { name: 'Save' }).click();
  const dialog = other.getByRole('dialog');
  await expect(dialog).toContainText(
    'Not saved: Ada Admin changed the mobile number first. Compare the two and choose.',
  );
  await expect(dialog.getByRole('group', { name: 'Mobile' })).toContainText('202-555-0132');
  await expectAccessible(other);
  await dialog
    .getByRole('group', { name: 'Mobile' })
    .getByRole('radio', { name: /Theirs/ })
    .check();
  await dialog.getByRole('button', { name: 'Save this choice' }).click();
  await expect(other).toHaveURL(path);
  const facts = other.getByRole('region', { name: 'Numbers and facts' });
  await expect(facts).toContainText('202-555-0132');
  await expect(facts).toContainText('Treasury');
});

test('a second entry with the same e-mail is told first', async ({ page }) => {
  const name = ownName('Double');
  const email = `${name.replace(' ', '.').toLowerCase()}@example.org`;
  await addContact(page, { 'Full name': name, 'E-mail': email });
  await page.goto('/phonebook/new');
  await page.getByLabel('Full name').fill('Another');
  await page.getByLabel('E-mail').first().fill(email);
  await page.getByRole('button', { name: 'Add to the phonebook' }).click();
  await expect(page.getByText(`Not saved yet: ${name} has this e-mail already.`)).toBeVisible();
  await page.getByRole('button', { name: 'Save anyway' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Another' })).toBeVisible();
});

test('deleted, taken back from the toast, deleted again and restored from the list', async ({ page }) => {
  const name = ownName('Gone');
  await addContact(page, { 'Full name': name });
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(`${name} deleted.`, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(`${name} restored.`, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL('/phonebook');
  await page.goto('/phonebook?deleted=1');
  await expectAccessible(page);
  await page.getByRole('button', { name: `Restore ${name}` }).click();
  await expect(page.getByText(`${name} restored.`, { exact: true })).toBeVisible();
  await page.goto(`/phonebook?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('row', { name: new RegExp(name) })).toBeVisible();
});

test('an operator reports a mistake, and it lands on the admin’s home', async ({ page, signedIn }) => {
  const name = ownName('Wrong');
  const path = await addContact(page, { 'Full name': name });
  const operator = await signedIn('operator');
  await operator.goto(path);
  await expect(operator.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await operator.getByRole('button', { name: 'Report a mistake' }).click();
  await operator.getByLabel('What is wrong').fill('The mobile rings somebody else.');
  await expectAccessible(operator);
  await operator.getByRole('button', { name: 'Report', exact: true }).click();
  await expect(operator.getByText('Reported. An admin sees it on the home page.', { exact: true })).toBeVisible();
  await page.goto('/');
  await expect(page.getByText(`Some operator reports a mistake: ${name}`)).toBeVisible();
  await page.goto(path);
  await page.getByRole('button', { name: 'Resolved' }).click();
  await expect(page.getByText('The mobile rings somebody else.')).toHaveCount(0);
});

test('fifteen letters at 30 ms with 200 ms of latency: at most five requests, and the right list', async ({ page }) => {
  const name = 'Wolfeschlegelst';
  await addContact(page, { 'Full name': `${name} Senior` });
  await addContact(page, { 'Full name': 'Wolfeschlegel Junior' });
  await page.goto('/phonebook');
  await expect(box(page)).toBeVisible();
  let requests = 0;
  await page.route('**/phonebook*', async (route) => {
    if (route.request().method() === 'POST') requests += 1;
    await new Promise((resolve) => setTimeout(resolve, 200));
    await route.continue();
  });
  await box(page).focus();
  const most = await typeFast(page, name);
  await expect(page.getByRole('row', { name: /Wolfeschlegelst Senior/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Wolfeschlegel Junior/ })).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`q=${name}`));
  expect(requests, 'requests while typing').toBeLessThanOrEqual(most);
});

test('nobody close is said in words; hostile texts are answered too', async ({ page }) => {
  for (const text of ["qzwv'&|!:*", '%', '😀', 'x'.repeat(600)]) {
    const answer = await page.goto(`/phonebook?q=${encodeURIComponent(text)}`);
    expect(answer?.status(), text).toBe(200);
    await expect(page.getByText(/Nobody close to/)).toBeVisible();
  }
  for (const address of ['?page=-1', '?page=99999', '?sort=salary&dir=x', '?q=%00', '?open=x']) {
    expect((await page.goto(`/phonebook${address}`))?.status(), address).toBe(200);
  }
});

test('an entry that never was is a page that is not there', async ({ page }) => {
  expect((await page.goto('/phonebook/2147483647'))?.status()).toBe(404);
  expect((await page.goto('/phonebook/0x1'))?.status()).toBe(404);
});

test('list, entry and form fit a phone, light and dark', async ({ page }) => {
  test.slow();
  const name = ownName('Phone');
  const path = await addContact(page, {
    'Full name': name,
    Telephone: '202-555-0142',
    Department: 'Information Technology',
  });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const address of ['/phonebook', `/phonebook?q=${encodeURIComponent(name)}`, path, `${path}/edit`]) {
      await expectFitsPhone(page, address);
      await expectAccessible(page);
    }
  }
});

test('whom an answer names stands below it, also behind answers full of products', async ({ page }) => {
  const word = ownWord();
  const email = `${word}@example.org`;
  const address = await addContact(page, { 'Full name': `Nora ${word}`, 'E-mail': email });
  const products = [...'ABCDEFGHIJKL'].map((letter) => `${letter}ura Gold Card`).join(', ');
  await postTurns(
    makeKey('conversations:write'),
    [products, products.replaceAll('Gold', 'Blue'), `Write to ${email}.`].map((assistant_response) => ({
      session_id: word,
      user_message: 'Who helps?',
      assistant_response,
    })),
  );
  await page.goto(`/conversations/${word}`);
  const turns = page.getByRole('list', { name: 'Turns of the session' });
  const named = page.getByRole('link', { name: `Nora ${word}`, exact: true });
  await expect(turns.getByRole('listitem').filter({ has: named })).toContainText('Write to');
  await expect(turns.locator(named)).toHaveAttribute('href', address);
  await expectAccessible(page);
});
