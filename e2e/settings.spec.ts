import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';

test.use({ role: 'admin' });

test('an admin changes a setting and finds that in the audit log', async ({ page }) => {
  await page.goto('/settings');
  await expectAccessible(page);
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Dhaka');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();

  await page.goto('/settings/audit');
  await expectAccessible(page);
  await page.getByLabel('What').selectOption('settings.update');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/action=settings\.update/);
  const row = page.getByRole('row').nth(1);
  await expect(row).toContainText('Ada Admin');
  await expect(row).toContainText('organisation zone');
  await expect(row).not.toContainText('Dhaka');
  await expect
    .poll(
      async () => {
        await page.reload();
        return page.getByRole('row').nth(1).textContent();
      },
      { timeout: 15_000 },
    )
    .toContain('yes');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect((await download).suggestedFilename()).toBe('audit-log.csv');
});

test('the state of the server names every lamp', async ({ page }) => {
  await page.goto('/settings/health');
  for (const lamp of ['Postgres', 'Pool', 'Ingest', 'Redis', 'LightRAG', 'Jobs'])
    await expect(page.getByRole('term').filter({ hasText: lamp })).toBeVisible();
  await expectAccessible(page);
});

test('settings fit a phone', async ({ page }) => {
  for (const path of ['/settings', '/settings/audit', '/settings/health', '/settings/privacy'])
    await expectFitsPhone(page, path);
});

for (const role of ['operator', 'analyst'] as const) {
  test(`${role} sees neither settings nor audit log`, async ({ signedIn }) => {
    const page = await signedIn(role);
    for (const path of ['/settings', '/settings/audit', '/settings/audit/export', '/settings/health'])
      expect((await page.request.get(path)).status(), path).toBe(403);
  });
}
