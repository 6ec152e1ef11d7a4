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
