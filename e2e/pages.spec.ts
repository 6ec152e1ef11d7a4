import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { cliEnvironment } from './environment.ts';
import { expect, expectAccessible, expectFitsPhone, THEME_RULES, test } from './fixtures.ts';
import { makeKey, postTurns } from './turns.ts';

// Every page of the console, found in the file system: a new one is looked at from its first day.
const examples: Record<string, string> = {
  '/conversations/[session]': '/conversations/seen-on-every-page',
  '/monitoring/queries/[statement]': '/monitoring/queries/00ff00ff00ff00ff',
  '/questions/[group]': '/questions/-1',
  '/phonebook/[id]': '/phonebook/1',
  '/phonebook/[id]/edit': '/phonebook/1/edit',
  '/phonebook/departments/[name]': '/phonebook/departments/Retail%20Banking',
  '/phonebook/import/[batch]': '/phonebook/import/1',
};

/** Ways into the house have stories of their own. */
const paths = globSync('app/(console)/**/page.tsx').map(
  (file) =>
    file
      .replace(/^app/, '')
      .replaceAll(/\/\([^)]+\)/g, '')
      .replace(/\/page\.tsx$/, '') || '/',
);

test.use({ role: 'admin' });

test.beforeAll(async () => {
  const turn = { user_message: 'where is my card', assistant_response: 'In the post.' };
  await postTurns(makeKey('conversations:write'), [{ session_id: 'seen-on-every-page', ...turn }]);
  const placed = spawnSync(process.execPath, ['--conditions=react-server', 'test/place-statement.ts'], {
    env: cliEnvironment,
    encoding: 'utf8',
  });
  if (placed.status !== 0) throw new Error(`${placed.stdout} ${placed.stderr}`);
});

test('all keys stand at the foot of a page however narrow', async ({ page }) => {
  await page.setViewportSize({ width: 768, height: 900 });
  await page.goto('/phonebook');
  await expect(page.getByRole('contentinfo').getByRole('button', { name: 'all keys' })).toBeInViewport({ ratio: 1 });
});

test('the number of an entry stays on one line on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/phonebook/1');
  const numbers = page.getByRole('region', { name: 'Numbers and facts' }).getByRole('definition');
  const telephone = numbers.getByText(/^\+/).first();
  expect((await telephone.boundingBox())?.height).toBeLessThan(30);
});

for (const route of paths.sort()) {
  test(`${route} is sound: light, dark and on a phone`, async ({ page }) => {
    const path = route.includes('[') ? examples[route] : route;
    if (path === undefined) throw new Error(`Give ${route} an example in e2e/pages.spec.ts.`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(200);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      // All of it is looked at once more below, in dark.
      await expectAccessible(page, colorScheme === 'dark' ? THEME_RULES : undefined);
    }
    await expectFitsPhone(page, path);
    await expectAccessible(page);
  });
}
