import { type Receiver, startReceiver } from '#test/webhook-receiver.ts';
import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';
import { makeFirstAdmin, type OwnProduct, startOwnProduct } from './own-product.ts';

const RULE = 'The server runs out of connections';

test.describe('an admin of a product of their own', () => {
  let product: OwnProduct;
  let receiver: Receiver;
  test.beforeAll(async () => {
    test.setTimeout(60_000);
    receiver = await startReceiver();
    product = await startOwnProduct('monitoring-rules');
  });
  test.afterAll(async () => {
    await product.stop();
    receiver.close();
  });

  test('changes a rule and sees it hold, switches it off, takes it back, and hears of a worker that does not stay', async ({
    page,
  }) => {
    test.setTimeout(180_000);
    await makeFirstAdmin(page, product);

    await page.goto(`${product.url}/settings/alerts`);
    await page.getByRole('button', { name: 'Add a channel' }).click();
    const channel = page.getByRole('dialog');
    await channel.getByLabel('Name', { exact: true }).fill('On-call');
    await channel.getByLabel('Address', { exact: true }).fill(receiver.url);
    await channel.getByLabel(/on our own network/).check();
    await channel.getByLabel('It gets').selectOption('crit');
    await channel.getByRole('button', { name: 'Add it' }).click();
    await channel.getByRole('button', { name: 'Done' }).click();

    await page.goto(`${product.url}/monitoring/rules`);
    await expectAccessible(page);
    const row = page.getByRole('row', { name: new RegExp(RULE) });
    const dialog = page.getByRole('dialog', { name: RULE });
    await row.getByRole('button', { name: `Change ${RULE}` }).click();
    await expect(dialog).toContainText('Default 80 %; 1 to 100');
    await dialog.getByLabel('Warning from, %').fill('many');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('This is not a number.');
    await dialog.getByLabel('Warning from, %').fill('0');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('Use 1 to 100 %.');
    await expectAccessible(page);
    await dialog.getByLabel('Warning from, %').fill('1');
    await dialog.getByLabel('Warning once it lasts, s').fill('0');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(row).toContainText('1 %');
    await expect(row).toContainText('default 80 % for 4 s');

    const told = page.getByRole('list', { name: 'What is to blame' }).getByText(/connections this server gives/);
    await page.goto(`${product.url}/monitoring`);
    await expect(told).toBeVisible({ timeout: 20_000 });

    await page.goto(`${product.url}/monitoring/rules`);
    await row.getByRole('button', { name: `Change ${RULE}` }).click();
    await dialog.getByLabel(/^On:/).uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(row).toContainText('switched off');
    await expect(page.getByRole('status').filter({ hasText: RULE })).toContainText('Nothing is told');
    await page.goto(`${product.url}/monitoring`);
    await expect(page.getByText(`Nothing is told of what is switched off: ${RULE}.`)).toBeVisible({ timeout: 20_000 });
    await expect(told).toHaveCount(0, { timeout: 20_000 });
    await expectAccessible(page);

    await page.goto(`${product.url}/monitoring/rules`);
    await row.getByRole('button', { name: `Change ${RULE}` }).click();
    await dialog.getByRole('button', { name: 'Back to default' }).click();
    await expect(dialog).toBeHidden();
    await expect(row).not.toContainText('default');
    await expectFitsPhone(page, `${product.url}/monitoring/rules`);
    await page.goto(`${product.url}/settings/audit`);
    await expect(page.getByRole('row', { name: /Changed a rule of monitoring/ }).first()).toContainText('80 % for 4 s');

    // Nobody but the web is left to say so.
    for (let ends = 0; ends < 3; ends += 1)
      await expect.poll(() => product.killWorker(), { timeout: 20_000 }).toBe(true);
    await page.goto(`${product.url}/monitoring`);
    await expect(page.getByRole('heading', { name: /^The worker ended 3 times/ })).toBeVisible({ timeout: 20_000 });
    const posted = () => receiver.posts.map(({ body }) => JSON.parse(body).key);
    await expect.poll(posted, { timeout: 20_000 }).toEqual(['worker:restarts']);
  });
});

test.describe('an analyst', () => {
  test.use({ role: 'analyst' });

  test('reads the rules and cannot change them', async ({ page }) => {
    await page.goto('/monitoring/rules');
    await expect(page.getByRole('row', { name: new RegExp(RULE) })).toContainText('90 % for 4 s');
    await expect(page.getByRole('button', { name: /^Change/ })).toHaveCount(0);
  });
});

test.describe('an operator', () => {
  test.use({ role: 'operator' });

  test('is not asked about rules', async ({ page }) => {
    expect((await page.goto('/monitoring/rules'))?.status()).toBe(403);
  });
});
