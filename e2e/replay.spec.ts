import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { cliEnvironment } from './environment.ts';
import { expect, expectAccessible, expectFitsPhone, expectKey, test } from './fixtures.ts';

test.describe.configure({ mode: 'serial' });

/** When somebody waited, in milliseconds since 1970: yesterday, 22 s into a minute. */
let queued = 0;
const at = (seconds: number) => `${new Date(queued + seconds * 1_000).toISOString().slice(0, 19)}Z`;
const replay = (seconds: number) => `/monitoring/replay?at=${at(seconds)}`;

/** Opens a moment, and waits until the page listens: its keys stand at its foot then. */
async function openMoment(page: Page, seconds: number): Promise<void> {
  await page.goto(replay(seconds));
  await expectKey(page, 'The incident after');
}

test.beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=react-server', 'test/place-past.ts'], {
    env: cliEnvironment,
  });
  queued = Date.parse(stdout.trim());
});

test.describe('the past, for an analyst', () => {
  test.use({ role: 'analyst' });

  test('is shown as it was, with who waited for whom and what was told, and nothing to act on', async ({ page }) => {
    await page.goto(replay(4));
    const tree = page.getByRole('region', { name: 'Who waits for whom' }).first();
    await expect(tree.getByRole('row', { name: 'migration' })).toContainText('4101');
    await expect(tree.getByRole('row', { name: 'chatbot' })).toContainText('4102');
    const told = page.getByRole('region', { name: 'What was told then' });
    await expect(told).toContainText('waits to alter employees');
    await expect(page.getByRole('region', { name: 'Sessions and locks then' })).toContainText('1 s before');
    await expect(page.getByRole('region', { name: 'Pool then' })).toContainText('not sampled then');
    await expect(page.getByRole('button', { name: /Cancel statement|End session/ })).toHaveCount(0);
    await expectAccessible(page);
    await expectFitsPhone(page, replay(4));
  });

  test('is walked by keys: minutes, samples and incidents, the moment in the address', async ({ page }) => {
    await openMoment(page, -200);
    const nobody = page.getByText('Nobody waits for a lock.');
    await expect(nobody).toBeVisible();
    await page.keyboard.press(']');
    await expect(page.getByRole('row', { name: 'migration' }).first()).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`at=${at(1)}`));
    await page.keyboard.press('.');
    await expect(page).toHaveURL(new RegExp(`at=${at(3)}`));
    await page.keyboard.press('ArrowRight');
    await expect(nobody).toBeVisible();
    // Back into the minute: to the worst of it, not to its beginning.
    await page.keyboard.press('ArrowLeft');
    await expect(page).toHaveURL(new RegExp(`at=${at(3)}`));
    await expect(page.getByRole('row', { name: 'chatbot' }).first()).toBeVisible();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.getByRole('region', { name: 'Sessions and locks then' })).toContainText('not sampled then');
    await page.reload();
    await expect(page.getByRole('region', { name: 'Sessions and locks then' })).toContainText('not sampled then');
  });

  test('is reached by a click into the strip and by a typed time', async ({ page }) => {
    await openMoment(page, 600);
    const strip = page.getByRole('slider', { name: 'Moment in By the minute' });
    const box = await strip.boundingBox();
    if (box === null) throw new Error('The strip is not drawn.');
    const start = Math.floor(queued / 3_600_000) * 3_600_000 - 3_600_000;
    await strip.click({ position: { x: (box.width * (queued - start)) / (3 * 3_600_000), y: 60 } });
    await expect(page).toHaveURL(new RegExp(`at=${at(3)}`));
    await expect(strip).toHaveAttribute('aria-valuetext', /3 active, 0 waiting, 2 blocked/);
    await expect(page.getByRole('row', { name: 'migration' }).first()).toBeVisible();
    await page.getByLabel('At', { exact: true }).fill(at(-120).slice(0, -1));
    await page.getByRole('button', { name: 'Go' }).click();
    await expect(page.getByText('Nobody waits for a lock.')).toBeVisible();
    await page.getByRole('link', { name: 'Now' }).click();
    await expect(page.getByRole('region', { name: 'Pool then' })).toContainText('Main pool');
  });

  test('has what changed, and a change leads to its moment', async ({ page }) => {
    await page.goto('/monitoring/changes?kind=index');
    const row = page.getByRole('row', { name: /Index dropped: employees_story_idx on employees/ }).first();
    await expect(row).toContainText('CREATE INDEX employees_story_idx');
    await expectAccessible(page);
    await expectFitsPhone(page, '/monitoring/changes');
    await page.goto('/monitoring/changes?kind=process');
    await expect(page.getByRole('row', { name: /Process started: web/ }).first()).toBeVisible();
    await page.goto('/monitoring/changes?kind=index');
    await row.getByRole('link', { name: 'Replay' }).click();
    await expect(page).toHaveURL(new RegExp(`at=${at(0)}`));
  });
});

test.describe('the past, for an operator', () => {
  test.use({ role: 'operator' });

  test('is not for them', async ({ page }) => {
    for (const path of ['/monitoring/replay', '/monitoring/changes'])
      expect((await page.goto(path))?.status()).toBe(403);
  });
});
