import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cliEnvironment } from './environment.ts';
import { expect, expectAccessible, expectFitsPhone, expectKey, test } from './fixtures.ts';

test.use({ role: 'admin' });
test.describe.configure({ mode: 'serial' });

let held: { child: ChildProcess; pid: number };

test.beforeEach(async () => {
  const child = spawn(process.execPath, ['--conditions=react-server', 'test/hold-locks.ts'], {
    env: cliEnvironment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  held = { child, pid: Number(line) };
});

test.afterEach(async () => {
  held.child.stdin?.end();
  if (held.child.exitCode === null) await once(held.child, 'exit');
});

test('the request that holds others up is found, what its cancel frees is told, and it is cancelled', async ({
  page,
}) => {
  await page.goto('/monitoring/locks');
  const tree = page.getByRole('region', { name: 'Who waits for whom' }).first();
  await expect(tree.getByRole('row', { name: 'migration' })).toContainText('stops');
  await expect(tree.getByRole('row', { name: 'chatbot' })).toContainText('goes free');
  await expect(tree.getByRole('row', { name: 'chatbot' })).toContainText(`${held.pid}`);
  await expect(tree.getByRole('row', { name: 'report' })).toContainText('idle in transaction');
  await expect(page.getByRole('region', { name: `If you cancel ${held.pid}` })).toContainText('go free at once1');
  await expectAccessible(page);
  await expectFitsPhone(page, '/monitoring/locks');

  await expectKey(page, 'Cancel or end it');
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog', { name: `Cancel the statement of ${held.pid}?` });
  await expect(dialog).toContainText('alter table held_by_a_story');
  await dialog.getByLabel('Reason').fill('Holds up the chatbot');
  await dialog.getByRole('button', { name: 'Cancel statement' }).click();
  await expect(page.getByText(`The statement of ${held.pid} ended.`).first()).toBeVisible();
  await expect(page.getByText('Nobody waits for a lock.')).toBeVisible();

  await page.goto('/settings/audit?action=backend.cancel');
  await expect(page.getByRole('row', { name: 'Cancelled a statement' }).first()).toContainText('Holds up the chatbot');
});

test('an analyst sees who waits, and is told who may end it', async ({ signedIn }) => {
  const page = await signedIn('analyst');
  await page.goto('/monitoring/locks');
  await expect(page.getByRole('region', { name: `If you cancel ${held.pid}` })).toContainText('Admins may cancel');
  await expect(page.getByRole('button', { name: /Cancel statement|End session/ })).toHaveCount(0);
});

test('sessions are filtered by state and application', async ({ page }) => {
  await page.goto('/monitoring/locks');
  const sessions = page.getByRole('region', { name: 'Sessions', exact: true }).first();
  await sessions.getByText('Idle in transaction', { exact: true }).click();
  await expect(sessions.getByRole('row', { name: 'report' })).toBeVisible();
  await expect(sessions.getByRole('row', { name: 'migration' })).toHaveCount(0);
  await sessions.getByText('All', { exact: true }).click();
  await sessions.getByLabel('Application').selectOption('migration');
  await expect(sessions.getByRole('row', { name: 'migration' })).toContainText('waits for a lock');
  await expect(sessions.getByRole('row', { name: 'report' })).toHaveCount(0);
});
