import { expect, test } from './fixtures.ts';

test.use({ role: 'analyst' });

test('an analyst reads what monitoring may see and how the server is set', async ({ page }) => {
  await page.goto('/monitoring/settings');
  const setting = page.getByRole('region', { name: 'Settings of the server' }).getByRole('row', { name: /work_mem/ });
  await expect(setting.first()).toContainText('4MB', { timeout: 40_000 });
  await expect(page.getByText('switchboard sees what others run.')).toBeVisible();
});

test('without REDIS_URL the page of Redis says so, and its lamp stays hollow', async ({ page }) => {
  await page.goto('/monitoring/redis');
  await expect(page.getByText('REDIS_URL is not set. Each process caches for itself')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('main').getByRole('img', { name: 'works' })).toHaveCount(0);
});

test('a table shows its partitions by a click, and takes them back', async ({ page }) => {
  await page.goto('/monitoring/storage');
  const tables = page.getByRole('region', { name: 'Tables by size' });
  const table = tables.getByRole('row').filter({ has: page.getByText('conversations', { exact: true }) });
  const month = tables.getByRole('row').filter({ hasText: /conversations_\d{4}_\d\d/ });
  await expect(table.first()).toBeVisible({ timeout: 40_000 });
  const unfold = table.getByRole('button', { name: /^\d+ partitions?$/ });
  await unfold.click();
  await expect(unfold).toHaveAttribute('aria-expanded', 'true');
  await expect(month.first()).toBeVisible();
  await unfold.click();
  await expect(month).toHaveCount(0);
});
