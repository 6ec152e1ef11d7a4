import { createHmac, randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import type { Role } from '#lib/roles.ts';
import { expect, expectAccessible, expectFitsPhone, test } from './fixtures.ts';

const FIRST = 'a sentence that nobody guesses';
const SECOND = 'another sentence nobody guesses';

test.use({ role: 'admin' });
// Each sign-in costs a tenth of a second of both cores, by design.
test.slow();

test('an invitation opens once, and its link leads in', async ({ page, browser }) => {
  const { email, link } = await invite(page, 'operator');
  await expectAccessible(page);
  const own = await join(browser, link);
  await expect(own).toHaveURL('/');
  await own.goto('/account');
  await expect(own.getByText(email)).toBeVisible();
  const again = await stranger(browser);
  await again.goto(link);
  await expect(again.getByRole('heading', { name: 'This link does not open' })).toBeVisible();
  await expectAccessible(again);
});

test('a wrong password says nothing about the account', async ({ browser }) => {
  const page = await stranger(browser);
  for (const email of [`${randomUUID()}@example.org`, 'admin@example.org']) {
    await signIn(page, email, 'not the password at all');
    await expect(page.getByText('The e-mail address or the password is wrong.')).toBeVisible();
    await page.reload();
  }
});

test('after signing in one is where one wanted to go, and never elsewhere', async ({ page, browser }) => {
  const { email, link } = await invite(page, 'operator');
  await join(browser, link);
  const own = await stranger(browser);
  await own.goto('/account');
  await expect(own).toHaveURL('/login?next=%2Faccount');
  await fillSignIn(own, email, FIRST);
  await expect(own).toHaveURL('/account');
  const other = await stranger(browser);
  await other.goto('/login?next=//elsewhere.example/');
  await fillSignIn(other, email, FIRST);
  await expect(other).toHaveURL('/');
});

test('a second factor is set up, asked for, and has recovery codes', async ({ page, browser }) => {
  const { email, link } = await invite(page, 'analyst');
  const own = await join(browser, link);
  await own.goto('/account');
  await own.getByRole('button', { name: 'Set up a second factor' }).click();
  await own.getByLabel('Your password').fill(FIRST);
  await own.getByRole('button', { name: 'Continue' }).click();
  await expect(own.getByRole('img', { name: 'QR code for your authenticator' })).toBeVisible();
  await expectAccessible(own);
  const secret = (await own.locator('code').first().textContent()) ?? '';
  await own.getByLabel('Six digits').fill(totp(secret, 0));
  await own.getByRole('button', { name: 'Turn it on' }).click();
  const list = own.getByRole('region', { name: 'Second factor' }).getByRole('listitem');
  await expect(list).toHaveCount(10);
  const codes = await list.allTextContents();
  await own.getByRole('button', { name: 'I have kept them' }).click();
  await expect(own.getByText('It is on. 10 recovery codes are left.')).toBeVisible();

  const later = await stranger(browser);
  await signIn(later, email, FIRST);
  await giveCode(later, '000000');
  await expect(later.getByText('This code does not fit.')).toBeVisible();
  await expectAccessible(later);
  await giveCode(later, totp(secret, 1));
  await expect(later).toHaveURL('/');
  const withoutPhone = await stranger(browser);
  await signIn(withoutPhone, email, FIRST);
  await giveCode(withoutPhone, codes[0] ?? '');
  await expect(withoutPhone).toHaveURL('/');
});

test('closing an account ends its sessions within a second', async ({ page, browser }) => {
  const { name, link } = await invite(page, 'operator');
  const own = await join(browser, link);
  await page.goto('/settings/users');
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Close account' }).click();
  await page.getByRole('button', { name: 'Close account' }).click();
  await expect(page.getByText(`The account of ${name} is closed.`, { exact: true })).toBeVisible();
  await own.goto('/account');
  await expect(own).toHaveURL(/\/login/);
});

test('changing the password signs out everywhere else', async ({ page, browser }) => {
  const { email, link } = await invite(page, 'operator');
  const own = await join(browser, link);
  const elsewhere = await stranger(browser);
  await signIn(elsewhere, email, FIRST);
  await expect(elsewhere).toHaveURL('/');
  await own.goto('/account');
  await own.getByLabel('Present password').fill(FIRST);
  await own.getByLabel('New password').fill('password1234');
  await own.getByRole('button', { name: 'Change password' }).click();
  await expect(own.getByText('This password is one of the first that get tried.')).toBeVisible();
  await own.getByLabel('New password').fill(SECOND);
  await own.getByRole('button', { name: 'Change password' }).click();
  await expect(own.getByText('Password changed.').first()).toBeVisible();
  await elsewhere.goto('/account');
  await expect(elsewhere).toHaveURL(/\/login/);
  await own.goto('/account');
  await expect(own).toHaveURL('/account');
});

test('a key is shown once, and revoked', async ({ page, request, baseURL }) => {
  const name = `Bot ${randomUUID().slice(0, 8)}`;
  await page.goto('/settings/keys');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('What is it for?').fill(name);
  await page.getByRole('button', { name: 'Make the key' }).click();
  await expect(page.getByText('Choose at least one scope.')).toBeVisible();
  await page.getByLabel('search and read the phonebook').check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = await shownOnce(page);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'New key' }).click();
  await expect(page.getByRole('dialog', { name: 'New key' })).toBeVisible();
  await expect(page.getByText(key)).toHaveCount(0);
  await page.keyboard.press('Escape');
  const search = () =>
    request.get(`${baseURL}/api/phonebook/search?q=ada`, { headers: { authorization: `Bearer ${key}` } });
  expect((await search()).status()).not.toBe(401);
  await page.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.waitForTimeout(1_000);
  expect((await search()).status()).toBe(401);
});

test('the pages about people fit a phone and are accessible', async ({ page }) => {
  for (const path of ['/account', '/settings/users', '/settings/keys', '/settings/roles']) {
    await expectFitsPhone(page, path);
    await expectAccessible(page);
  }
});

/** The secret of a dialog. Expected first: reading alone does not answer the dialog that asks for the password. */
async function shownOnce(page: Page): Promise<string> {
  const secret = page.getByRole('dialog').locator('code');
  await expect(secret).toBeVisible();
  return (await secret.textContent()) ?? '';
}

async function invite(page: Page, role: Role): Promise<{ name: string; email: string; link: string }> {
  const name = `Person ${randomUUID().slice(0, 8)}`;
  const email = `${randomUUID()}@example.org`;
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Role').selectOption(role);
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await shownOnce(page);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByRole('dialog', { name: 'Invite a person' })).toBeVisible();
  await page.keyboard.press('Escape');
  return { name, email, link };
}

/** A browser of its own that nobody is signed in with; Playwright would give it the cookies of this story. */
async function stranger(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  return context.newPage();
}

/** Takes an invitation in a browser of its own. */
async function join(browser: Browser, link: string): Promise<Page> {
  const page = await stranger(browser);
  await page.goto(link);
  await page.getByLabel('New password').fill(FIRST);
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page).toHaveURL('/');
  return page;
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/login');
  await fillSignIn(page, email, password);
}

async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function giveCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code of your authenticator').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** RFC 6238 with SHA-1, six digits and 30 s, as authenticators reckon it; `step` 1 is the code after this one. */
function totp(base32: string, step: number): string {
  const letters = [...base32].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  const bits = letters.map((letter) => letter.toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hmac = createHmac('sha1', secret).update(counter).digest();
  const offset = (hmac.at(-1) ?? 0) & 15;
  return String((hmac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
