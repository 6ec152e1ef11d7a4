import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';
import { makeKey, postTurns } from './turns.ts';

const literals = (page: Page) => page.getByRole('region', { name: 'Own literals' }).first();

test.describe('an admin', () => {
  test.use({ role: 'admin' });

  test('tries a literal on the history, saves it, sees the turns change, and takes it back', async ({ page }) => {
    const desk = `desk ${Math.floor(100_000 + Math.random() * 899_999)}`;
    const key = makeKey('conversations:write');
    await postTurns(key, [
      {
        session_id: `rules-${desk}`,
        user_message: 'Who signs my badge?',
        assistant_response: `Kindly turn to ${desk} for that.`,
      },
    ]);
    await page.goto('/conversations/rules');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add a literal' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a literal' });
    await dialog.getByRole('button', { name: 'Save and apply' }).click();
    await expect(dialog.getByLabel('Words of the answer')).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByLabel('Words of the answer').fill(`turn to ${desk}`);
    await dialog.getByRole('button', { name: 'Try on history' }).click();
    const tried = dialog.getByRole('region', { name: 'Tried on history' });
    await expect(tried.getByRole('list', { name: 'Changes of state' })).toContainText('1', { timeout: 30_000 });
    await tried.getByText('1 example').click();
    await expect(tried).toContainText(desk);
    // Nothing was saved by trying it.
    expect(await unanswered(page, desk)).toBe(0);

    await dialog.getByRole('button', { name: 'Save and apply' }).click();
    await expect(dialog).toBeHidden();
    await expect(literals(page)).toContainText(`turn to ${desk}`);
    await expect.poll(() => unanswered(page, desk), { timeout: 30_000 }).toBe(1);

    await page.getByRole('button', { name: `Delete turn to ${desk}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(literals(page)).not.toContainText(`turn to ${desk}`);
    await expect.poll(() => unanswered(page, desk), { timeout: 30_000 }).toBe(0);
  });
});

test.describe('an analyst', () => {
  test.use({ role: 'analyst' });

  test('reads the rules and cannot change them', async ({ page }) => {
    await page.goto('/conversations/rules');
    await expect(page.getByRole('region', { name: 'Built-in rules' }).first()).toContainText('en.no-information');
    await expect(page.getByRole('button', { name: 'Add a literal' })).toHaveCount(0);
    await expect(page.getByRole('checkbox')).toHaveCount(0);
    await expectFitsPhone(page, '/conversations/rules');
  });
});

/** Turns of that desk that count as unanswered, as the log shows them. */
async function unanswered(page: Page, desk: string): Promise<number> {
  const log = await page.context().newPage();
  await log.goto(`/conversations?state=unanswered&q=${encodeURIComponent(`"${desk}"`)}`);
  await expect(log.getByRole('searchbox', { name: 'Search questions and answers' })).toBeVisible();
  const found = await log.getByRole('grid', { name: 'Turns' }).locator('tr[data-turn]').count();
  await log.close();
  return found;
}
