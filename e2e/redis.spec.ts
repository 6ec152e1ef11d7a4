import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '#test/redis.ts';
import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';
import { makeFirstAdmin, type OwnProduct, startOwnProduct } from './own-product.ts';

let server: RedisServer;
let product: OwnProduct;
let direct: Redis;

test.beforeAll(async () => {
  test.setTimeout(60_000);
  server = await startRedis();
  direct = new Redis(server.url);
  direct.on('error', () => {});
  product = await startOwnProduct('redis', { REDIS_URL: server.url });
});
test.afterAll(async () => {
  await product.stop();
  direct.disconnect();
  await server.remove();
});

function keyOf(base: string, folded: string): string {
  return `lightrag:${base}:query:${createHash('md5').update(folded).digest('hex')}`;
}

test('an admin sees what fills Redis, looks an answer up, clears a knowledge base, and reads that Redis is gone', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const question = 'who runs the help desk?';
  await direct.mset(keyOf('staff', question), 'Ask ada@example.org.', keyOf('staff', 'other'), 'x');
  await direct.mset(keyOf('travel', question), 'Nobody.', 'basket:1', 'y'.repeat(500));

  await makeFirstAdmin(page, product);
  await page.goto(`${product.url}/monitoring/redis`);
  const kinds = page.getByRole('region', { name: 'Kinds of keys' });
  await expect(kinds.getByRole('row', { name: /^basket 1 / })).toBeVisible({ timeout: 15_000 });
  await expect(kinds.getByRole('row', { name: /^lightrag:staff:query 2 / })).toBeVisible();

  await page.getByRole('button', { name: 'Count them' }).click();
  const bases = page.getByRole('region', { name: 'Cached answers by knowledge base' });
  await expect(bases.getByRole('row', { name: /^staff 2 / })).toBeVisible({ timeout: 20_000 });
  await page.getByLabel('Look up what is cached').fill('  Who runs the HELP desk?');
  await page.getByRole('button', { name: 'Look it up' }).click();
  const answer = page.getByRole('article', { name: 'Answer cached for staff' });
  await expect(answer).toContainText('Ask [e-mail].');
  await expectAccessible(page);

  await bases.getByRole('button', { name: 'Clear staff' }).click();
  const dialog = page.getByRole('dialog', { name: 'Clear the cached answers of staff?' });
  await dialog.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByText('2 answers of staff were removed')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('A second walk found none left.')).toBeVisible();
  expect(await direct.exists(keyOf('staff', question), keyOf('staff', 'other'))).toBe(0);
  expect(await direct.exists(keyOf('travel', question), 'basket:1')).toBe(2);
  await expectFitsPhone(page, `${product.url}/monitoring/redis`);

  await server.kill();
  await expect(page.getByText('It has been away since')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('Redis does not answer.')).toBeVisible({ timeout: 20_000 });
});
