import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';

test('whoever is not signed in is sent to the sign-in page', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page);
});

test('the sign-in page fits a phone, light and dark', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectFitsPhone(page, '/login');
    await expectAccessible(page);
  }
});

test('the setup page is gone once there is an admin', async ({ page }) => {
  const answer = await page.goto('/setup');
  expect(answer?.status()).toBe(404);
});

test('it says that it lives and is ready', async ({ request }) => {
  for (const path of ['/livez', '/readyz']) expect((await request.get(path)).status(), path).toBe(200);
});

test.describe('each role', () => {
  for (const role of ['operator', 'analyst', 'admin'] as const) {
    test(`${role} finds the way home`, async ({ signedIn }) => {
      const page = await signedIn(role);
      const answer = await page.goto('/');
      expect(answer?.status()).toBe(200);
      await expect(page.getByRole('navigation').first()).toBeVisible();
      await expectAccessible(page);
    });
  }
});
