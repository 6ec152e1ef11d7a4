import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';

test.use({ role: 'admin' });

/** Drops a file; again, until the page is awake and takes it. */
async function drop(page: Page, name: string, csv: string): Promise<void> {
  await page.goto('/phonebook/import');
  const field = page.locator('input[type=file]');
  await expect(async () => {
    await field.setInputFiles([], { timeout: 2_000 });
    await field.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(csv) }, { timeout: 2_000 });
    await expect(page.getByText(name).first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page).toHaveURL(/\/phonebook\/import\/\d+$/, { timeout: 30_000 });
}

async function preview(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(page.getByText('waits to be applied')).toBeVisible({ timeout: 20_000 });
}

test('a file is mapped, previewed, applied and taken back', async ({ page }) => {
  test.slow();
  const csv =
    'Badge;Who;Job;Mail;Phone\nIMP-1;Imke Import;Porter;imke@import.example;+49 30 1\nIMP-2;Igor Import;Clerk;igor@import.example;+49 30 2\nIMP-2;Igor Again;Clerk;;\n';
  await drop(page, 'badges.csv', csv);
  await expect(page.getByText('Columns are parted by semicolons.')).toBeVisible();
  await expect(page.getByText('IMP-1 · IMP-2 · IMP-2')).toBeVisible();
  await page.getByLabel('Field of the column Who').selectOption('Full name');
  await expectAccessible(page);
  await preview(page);

  await expect(page.getByRole('row', { name: /Imke Import/ })).toContainText('Porter');
  await expectAccessible(page);
  await page.getByRole('link', { name: /Problems/ }).click();
  await expect(page.getByRole('row', { name: /Row 3 has the same employee id/ })).toContainText('row rejected');
  const batch = new URL(page.url()).pathname;
  await expectFitsPhone(page, batch);
  await expectAccessible(page);

  await page.goto('/phonebook?q=Imke+Import');
  await expect(page.getByText(/Nobody/)).toBeVisible();
  await expect(page.getByRole('link', { name: /Imke Import/ })).toHaveCount(0);
  await page.goto(batch);
  await page.getByRole('button', { name: 'Apply 2 changes' }).click();
  await expect(page.getByText('applied', { exact: true })).toBeVisible({ timeout: 20_000 });
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Rejected rows' }).click();
  expect((await download).suggestedFilename()).toMatch(/rejected\.csv$/);

  await page.goto('/phonebook?q=Imke+Import');
  await expect(page.getByRole('link', { name: /Imke Import/ }).first()).toBeVisible();
  await page.goto(batch);
  await page.getByRole('button', { name: /^Undo import/ }).click();
  await expect(page.getByText('taken back', { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/Taken back: no entries reverted, 2 entries deleted/)).toBeVisible();
  await page.goto('/phonebook?q=Imke+Import');
  await expect(page.getByRole('link', { name: /Imke Import/ })).toHaveCount(0);
});

test('a file that would empty the directory stops until its very number is typed', async ({ page }) => {
  await drop(page, 'nearly-empty.csv', 'employee_id,full_name\nIMP-9,Only One\n');
  await page.getByLabel(/This file is the whole directory/).check();
  await preview(page);
  const field = page.getByLabel(/^Type \d+ to confirm/);
  await field.fill('1000000');
  await page.getByRole('button', { name: /^Apply/ }).click();
  await expect(page.getByText('This is not the number of entries that would be deleted.')).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).first().click();
  await expect(page).toHaveURL(/\/phonebook\/import$/);
});

test('what is no table is refused with a sentence', async ({ page }) => {
  await page.goto('/phonebook/import');
  await expect(async () => {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from('PK\u0003\u0004zip') });
    await expect(page.getByText('This is not a text file. Save the sheet as CSV first.')).toBeVisible({
      timeout: 4_000,
    });
  }).toPass({ timeout: 30_000 });
});

test('an operator finds no import', async ({ signedIn }) => {
  const page = await signedIn('operator');
  const answer = await page.goto('/phonebook/import');
  expect(answer?.status()).toBe(403);
});
