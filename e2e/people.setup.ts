import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cliEnvironment, cookiesOf, PASSWORD, setupToken } from './environment.ts';
import { expect, test } from './fixtures.ts';
import { makeFirstAdmin } from './own-product.ts';

test('the first admin is made with the one-time link, others from the command line', async ({
  page,
  browser,
  baseURL,
}) => {
  await makeFirstAdmin(page, { url: '', setupToken: setupToken ?? '' }, 'admin@example.org');
  await page.context().storageState({ path: cookiesOf('admin') });

  for (const role of ['analyst', 'operator']) {
    await createUser(role);
    const context = await browser.newContext({ baseURL });
    const own = await context.newPage();
    await own.goto('/login');
    await own.getByLabel('E-mail').fill(`${role}@example.org`);
    await own.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await own.getByRole('button', { name: 'Sign in' }).click();
    await expect(own).not.toHaveURL(/login/);
    await context.storageState({ path: cookiesOf(role) });
    await context.close();
  }
});

test('a small directory is there', async () => {
  await cli(['import', 'csv', 'test/fixtures/people.csv']);
});

async function createUser(role: string): Promise<void> {
  const who = ['--email', `${role}@example.org`, '--name', `Some ${role}`, '--role', role];
  await cli(['admin', 'create', ...who], `${PASSWORD}\n`);
}

/** The operator's command line, beside the running product. */
async function cli(parameters: string[], input = ''): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=react-server', 'scripts/cli.ts', ...parameters], {
    env: cliEnvironment,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.end(input);
  const [code] = await once(child, 'exit');
  expect(code, parameters.join(' ')).toBe(0);
}
