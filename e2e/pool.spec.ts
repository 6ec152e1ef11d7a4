import { expect, test } from './fixtures.ts';

test.describe('the pool, for an analyst', () => {
  test.use({ role: 'analyst' });

  test('shows each place of the main pool, and every pool of web and worker with its figures', async ({ page }) => {
    await page.goto('/monitoring/pool');
    const main = page.getByRole('region', { name: 'Main pool' });
    await expect(main.getByRole('list', { name: 'Kept open' }).getByRole('listitem')).toHaveCount(10);
    await expect(main.getByRole('list', { name: 'Overflow' }).getByRole('listitem')).toHaveCount(20);
    const pools = page.getByRole('region', { name: 'Pools of the product' });
    const web = pools.getByRole('row', { name: /switchboard-web/ });
    for (const head of ['Size', 'Open', 'Out', 'Idle', 'Waiting'])
      await expect(pools.getByRole('columnheader', { name: head, exact: true })).toHaveCount(1);
    await expect(web.getByRole('cell').nth(2)).toHaveText('10 + 20');
    // The worker tells of its own within seconds of its start.
    await expect(pools.getByRole('row', { name: /switchboard-worker/ })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText('are not seen')).toHaveCount(0);
  });
});

test.describe('the pool, for an operator', () => {
  test.use({ role: 'operator' });

  test('is not for them', async ({ page }) => {
    const answer = await page.goto('/monitoring/pool');
    expect(answer?.status()).toBe(403);
    await expect(page.getByText('You are signed in as operator')).toBeVisible();
  });
});
