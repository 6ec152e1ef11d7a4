import type { Locator } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';
import { makeKey, postTurns } from './turns.ts';

test.use({ role: 'admin' });

const person = { name: 'Wilhelmina Vanishing', email: 'wilhelmina.vanishing@example.org' };

/** Fills a field of a page just loaded; again, where the page wakes between selecting what stands there and typing over it. */
async function write(field: Locator, text: string): Promise<void> {
  await expect(async () => {
    await field.fill(text);
    await expect(field).toHaveValue(text, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
}

test('an admin looks what is held of somebody, erases it and finds nothing afterwards', async ({ page }) => {
  await page.goto('/phonebook/new');
  await page.getByLabel('Full name').fill(person.name);
  await page.getByLabel('E-mail').first().fill(person.email);
  await page.getByRole('button', { name: 'Add to the phonebook' }).click();
  await expect(page).toHaveURL(/\/phonebook\/\d+/);

  await postTurns(makeKey('conversations:write'), [
    { session_id: 'vanishing', user_message: `Where is ${person.email}?`, assistant_response: 'In room 4.' },
    { session_id: 'vanishing', user_message: 'Thank you', assistant_response: 'You are welcome.' },
  ]);
  await page.goto('/conversations/vanishing');
  await expect(page.getByText('Where is [e-mail]?')).toBeVisible();
  await page.getByRole('button', { name: 'Reveal' }).click();
  await expect(page.getByText(`Where is ${person.email}?`)).toBeVisible();
  await page.getByRole('button', { name: 'Mask again' }).click();
  await expect(page.getByText('Where is [e-mail]?')).toBeVisible();

  await page.goto('/settings/privacy');
  await expectAccessible(page);
  await page.getByLabel('E-mail address').fill(person.email.toUpperCase());
  await page.getByRole('button', { name: 'Look what is held' }).click();
  const panel = page.getByRole('region', { name: /^Erasure \d+$/ }).filter({ hasText: person.email.toUpperCase() });
  await expect(panel.getByText(/^1 entry/)).toBeVisible({ timeout: 30_000 });
  await expect(panel.getByText('1 turn in 1 session')).toBeVisible();
  await expect(panel.getByText('▇▇▇').first()).toBeVisible();
  await expectAccessible(page);
  await panel.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Erase', exact: true }).click();
  // While the dialog is open nothing behind it can be seen.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(panel).toBeHidden({ timeout: 60_000 });
  await expect(page.getByText(/1 entry.*by Ada Admin/)).toBeVisible();
  await expect(page.locator('body')).not.toContainText(person.email.toUpperCase());

  await page.goto(`/phonebook?q=${encodeURIComponent('wilhelmina vanishing')}`);
  await expect(page.getByText('Nobody close to “wilhelmina vanishing”.')).toBeVisible();
  await expect(page.getByText(person.name, { exact: true })).toHaveCount(0);
});

test('a pattern is tried before it is saved', async ({ page }) => {
  await page.goto('/settings/privacy');
  await write(page.getByLabel('Try it'), 'Card CX-1234 of bob@example.org');
  await expect(page.getByText('Card CX-1234 of [e-mail]')).toBeVisible();
  await page.getByLabel('Further patterns, one a line').fill('CX-####');
  await expect(page.getByText('Card [masked] of [e-mail]')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Further patterns, one a line')).toHaveValue('CX-####');
});

test('of two forms that were open at once neither takes back what the other saved', async ({ page, context }) => {
  const other = await context.newPage();
  await page.goto('/settings/privacy');
  await other.goto('/settings/privacy');
  const patterns = (form: typeof page) => form.getByLabel('Further patterns, one a line');
  const keep = (form: typeof page, what: string) => form.getByRole('radio', { name: what }).check();
  const save = async (form: typeof page) => {
    await expect(form.getByText('Saved.', { exact: true })).toBeHidden();
    await form.getByRole('button', { name: 'Save' }).first().click();
    await expect(form.getByText('Saved.', { exact: true })).toBeVisible();
  };
  const before = await patterns(page).inputValue();
  await write(patterns(page), `${before}\nONE-####`);
  await keep(page, 'Its network');
  await save(page);
  await write(patterns(other), `${before}\nTWO-####`);
  await save(other);
  await expect(patterns(other)).toHaveValue(/ONE-####\nTWO-####$/);
  await expect(other.getByRole('radio', { name: 'Its network' })).toBeChecked();

  await keep(other, 'Whole');
  await patterns(other).fill(before);
  await save(other);
  await keep(page, 'A keyed hash');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(page.getByText(/^Not saved: what is kept of a client address\. Ada Admin changed that/)).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Whole' })).toBeChecked();
  await expect(patterns(page)).toHaveValue(before);
});

test('a lost answer is told beside the button, and what was typed stays', async ({ page }) => {
  await page.goto('/settings/privacy');
  const patterns = page.getByLabel('Further patterns, one a line');
  const typed = `${await patterns.inputValue()}\nLOST-####`;
  await write(patterns, typed);
  await page.route('**/settings/privacy', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  );
  const save = page.getByRole('button', { name: 'Save' }).first();
  await save.click();
  await expect(page.getByRole('alert').filter({ hasText: /^No answer came\. / })).toBeVisible();
  await expect(patterns).toHaveValue(typed);

  await page.unroute('**/settings/privacy');
  await save.click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await expect(page.getByText(/^No answer came/)).toBeHidden();
});

for (const role of ['operator', 'analyst'] as const) {
  test(`${role} does not see the page`, async ({ signedIn }) => {
    const page = await signedIn(role);
    expect((await page.request.get('/settings/privacy')).status()).toBe(403);
  });
}
