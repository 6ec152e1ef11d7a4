import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cliEnvironment, folder } from './environment.ts';
import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';
import { makeFirstAdmin, type OwnProduct, startOwnProduct } from './own-product.ts';

const NAME = 'errors';
let product: OwnProduct;
let broken: ChildProcess | undefined;

test.beforeAll(async () => {
  test.setTimeout(60_000);
  product = await startOwnProduct(NAME);
});
test.afterAll(async () => {
  broken?.stdin?.end();
  await product.stop();
});

async function breakTables(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=react-server', 'test/break-tables.ts'], {
    env: { ...cliEnvironment, SWITCHBOARD_DATA_DIR: join(folder, NAME) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('an admin reads which route fails and of what, and who was in a deadlock', async ({ page }) => {
  test.setTimeout(180_000);
  await makeFirstAdmin(page, product);
  // It claims nothing of time in which it did not watch.
  await expect(async () => {
    await page.goto(`${product.url}/monitoring/errors`);
    await expect(page.getByText(/No request failed in the \d+ min that were watched/)).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });

  broken = await breakTables();
  for (let count = 0; count < 6; count += 1)
    expect((await page.request.get(`${product.url}/phonebook`)).status()).toBe(500);
  const refused = 'since Postgres refuses their statements with 42P01 undefined table';
  await expect(page.getByText(refused)).toBeVisible({ timeout: 20_000 });
  const requests = page.getByRole('region', { name: 'Requests answered with 5xx', exact: true });
  await expect(async () => {
    await page.reload();
    await expect(requests.getByRole('row', { name: /^\/phonebook 6 / })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  const statements = page.getByRole('region', { name: 'Statements refused', exact: true });
  await expect(
    statements.getByRole('row', { name: /^42P01 undefined table ?\/phonebook · switchboard-web/ }),
  ).toBeVisible();
  await requests.getByRole('button', { name: 'Requests answered with 5xx as a table' }).click();
  await expect(requests.getByRole('columnheader', { name: 'From' })).toBeVisible();

  broken.stdin?.end();
  await once(broken, 'exit');
  const deadlocks = page.getByRole('region', { name: 'Deadlocks' });
  await expect(deadlocks.getByRole('listitem').first()).toContainText('likely', { timeout: 40_000 });
  await expect(deadlocks).toContainText('payroll-sync');
  await expect(deadlocks).toContainText('badge-sync');
  await expectAccessible(page);
  await expectFitsPhone(page, `${product.url}/monitoring/errors?window=72h`);
});
