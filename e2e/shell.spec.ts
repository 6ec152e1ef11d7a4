import { expect, expectAccessible, test } from './fixtures.ts';
import { typeFast } from './typing.ts';

test.describe('an operator', () => {
  test.use({ role: 'operator' });

  test('finds pages with the palette and goes there by key alone', async ({ page }) => {
    await page.goto('/');
    await page.keyboard.press('ControlOrMeta+k');
    const palette = page.getByRole('dialog', { name: 'Search people, pages, actions' });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('second factor');
    await expect(palette.getByRole('option', { name: /Your account/ })).toBeVisible();
    await expect(palette.getByRole('option', { name: /Audit log/ })).toHaveCount(0);
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/account$/);
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await expect(page).toHaveURL(/\/$/);
  });

  test('types fifteen letters quickly over a slow line, and at most five searches are made', async ({ page }) => {
    let searches = 0;
    await page.route('**/account', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      searches += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return route.continue();
    });
    await page.goto('/account');
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    const most = await typeFast(page, 'zzqx wvutz qqzz');
    await expect(page.getByText('Nobody and nothing close to “zzqx wvutz qqzz”.')).toBeVisible();
    expect(searches).toBeGreaterThan(0);
    expect(searches).toBeLessThanOrEqual(most);
  });

  test('sees by ? which keys there are, and keys rest while somebody types', async ({ page }) => {
    await page.goto('/account');
    const present = page.getByLabel('Present password');
    await present.focus();
    await page.keyboard.type('g?h');
    await expect(present).toHaveValue('g?h');
    await expect(page).toHaveURL(/\/account$/);
    await page.getByRole('heading', { name: 'Your account' }).click();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await expect(help.getByText('Search people, pages, actions')).toBeVisible();
    await expect(help.getByText('Users', { exact: true })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
  });

  test('is told who may, where the role does not open a page', async ({ page }) => {
    const answer = await page.goto('/settings/users');
    expect(answer?.status()).toBe(403);
    await expect(page.getByText('You are signed in as operator.')).toBeVisible();
    await expect(page.getByText('Ada Admin')).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' })).toBeVisible();
  });

  test('reads every lamp in words', async ({ page }) => {
    await page.goto('/');
    const lamps = page.getByRole('banner').getByRole('list', { name: 'Lamps' });
    await expect(lamps.getByRole('link')).toHaveCount(6);
    await expect(lamps.getByRole('link', { name: /^Postgres: works\. Postgres \d+/ })).toBeVisible();
    await expect(lamps.getByRole('link', { name: /^LightRAG: cannot see\./ })).toBeVisible();
  });

  test('has room for a red lamp by its name where there is some, and scrolls no more than it must', async ({
    page,
  }) => {
    await page.route('**/api/lamps', async (route) => {
      const answer = await route.fetch();
      const { lamps, ...house } = await answer.json();
      const json = { ...house, lamps: [{ ...lamps[0], state: 'crit' }, ...lamps.slice(1)] };
      await route.fulfill({ response: answer, json });
    });
    await page.setViewportSize({ width: 390, height: 740 });
    await page.goto('/settings/users');
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(740);
    const name = page.getByRole('banner').getByText('Postgres', { exact: true });
    await expect(async () => {
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await expect(name).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 20_000 });
    for (const width of [390, 360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    await expect(name).toBeHidden();
  });

  test('skips to the content with the first key press', async ({ page }) => {
    await page.goto('/');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    await expect(skip).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('#content')).toBeFocused();
  });

  test('is told when the browser is offline', async ({ page, context }) => {
    await page.goto('/');
    await context.setOffline(true);
    await expect(page.getByText('This browser is offline.')).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByText('This browser is offline.')).toBeHidden();
  });
});

test.describe('an analyst', () => {
  test.use({ role: 'analyst' });

  test('chooses dark, and it is dark from the first paint on', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect
      .poll(async () => (await page.context().cookies()).find((cookie) => cookie.name === 'switchboard-theme')?.value)
      .toBe('dark');
    await page.reload({ waitUntil: 'commit' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expectAccessible(page);
  });

  test('reaches every page of the role on a phone', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto('/');
    const bar = page.getByRole('navigation', { name: 'Main' });
    await bar.getByRole('button', { name: 'More' }).click();
    await page
      .getByRole('dialog', { name: 'More' })
      .getByRole('link', { name: /Your account/ })
      .click();
    await expect(page).toHaveURL(/\/account$/);
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});

test('an address of nobody says so and leads home', async ({ page }) => {
  const answer = await page.goto('/no-such-page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'No line at this address' })).toBeVisible();
  await expectAccessible(page);
});
