import { expect, expectAccessible, test } from './fixtures.ts';

test.use({ role: 'admin' });

test('a statement that runs is listed with its share, opened, and planned by the server', async ({ page }) => {
  test.setTimeout(240_000);
  const statements = page.getByRole('region', { name: 'Statements' });
  const compacting = statements.getByRole('row', { name: /conversations_compact\(\)/ });
  await expect(async () => {
    await page.goto('/monitoring/queries?window=15m');
    await expect(compacting.first()).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 180_000 });
  await expect(page.getByText(/Watching the server took/)).toBeVisible();
  await page.getByRole('link', { name: 'Calls' }).click();
  await expect(page).toHaveURL(/order=calls/);
  await expect(statements.getByRole('columnheader', { name: 'Calls' })).toHaveAttribute('aria-sort', 'descending');
  await expectAccessible(page);

  await page.getByRole('button', { name: /^Against/ }).click();
  await page.getByRole('menuitem', { name: 'A week earlier' }).click();
  await expect(page).toHaveURL(/against=week/);
  await expect(page.getByText('against a week earlier')).toBeVisible();
  await page.getByRole('button', { name: 'Times' }).click();
  await page.getByLabel('Against as long a time from').fill('2026-01-05T08:30');
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/from=.*against=/);
  await expect(compacting.first()).toBeVisible();

  await compacting.first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('conversations_compact');
  await expect(page.getByRole('region', { name: 'Who sends it', exact: true }).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Sample parameters, redacted' })).toContainText('30 days');
  await page.getByRole('button', { name: 'Time a call, and calls as a table' }).click();
  await expect(page.getByRole('region', { name: /as a table/ })).toContainText('Calls');
  await page.getByRole('button', { name: 'Explain now' }).click();
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('Result');
  await expectAccessible(page);
});

test('a statement that nobody knows is said to be none', async ({ page }) => {
  const answer = await page.goto('/monitoring/queries/ffffffffffffffff');
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('There is no such statement.')).toBeVisible();
});
