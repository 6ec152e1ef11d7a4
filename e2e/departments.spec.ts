import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectFitsPhone, expectKey, ownWord, test } from './fixtures.ts';

test.use({ role: 'admin' });

type Fields = Record<string, string>;

/** Adds an entry of this story's own by the form. */
async function addEntry(page: Page, fields: Fields, kind = 'Person'): Promise<void> {
  await page.goto('/phonebook/new');
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(new RegExp(`^${label}( optional)?$`)).fill(value);
  await page.getByText(kind, { exact: true }).click();
  await page.getByRole('button', { name: 'Add to the phonebook' }).click();
  await expect(page).toHaveURL(/\/phonebook\/\d+$/);
}

/** A department with a slash and a percent sign in its name, in two divisions. */
async function addDepartment(page: Page): Promise<string> {
  const department = `Kites/50% ${ownWord()}`;
  const mail = { 'Group e-mail': 'kites@example.org' };
  const north = { Department: department, Division: 'North wing', ...mail };
  await addEntry(page, { 'Full name': 'Ada Kite', Designation: 'Rigger', Telephone: '202-555-0161', ...north });
  await addEntry(page, { 'Full name': 'Bo Kite', Designation: 'Pilot', Mobile: '202-555-0162', ...north });
  await addEntry(page, { 'Full name': 'Cy Kite', Department: department, Division: 'South wing' });
  await addEntry(
    page,
    { 'Full name': 'Kite desk', Telephone: '202-555-0163', ...north, 'Group e-mail': 'desk@example.org' },
    'Service line',
  );
  return department;
}

const box = (page: Page) => page.getByRole('searchbox', { name: 'Find a division or department' });
const item = (page: Page, name: string | RegExp) => page.getByRole('treeitem', { name });

test('from a division to a person and to the department, by keys alone', async ({ page, signedIn }) => {
  const department = await addDepartment(page);
  const operator = await signedIn('operator');
  await operator.goto('/');
  await expectKey(operator, 'Search');
  await operator.keyboard.press('g');
  await operator.keyboard.press('o');
  await expect(operator.getByRole('heading', { level: 1, name: 'Organisation' })).toBeVisible();
  await operator.keyboard.press('/');
  await expect(box(operator)).toBeFocused();
  await operator.keyboard.type(department.slice('Kites/50% '.length));
  await expect(item(operator, /^North wing/)).toHaveAttribute('aria-expanded', 'true');
  await expect(item(operator, new RegExp(`${department}.*in 2 divisions`))).toHaveCount(2);
  await expect(operator).toHaveURL(new RegExp(`q=${department.slice('Kites/50% '.length)}$`));

  await operator.keyboard.press('ArrowDown');
  await expect(item(operator, department).first()).toBeFocused();
  await operator.keyboard.press('ArrowRight');
  await expect(item(operator, /Ada Kite/)).toContainText('202-555-0161');
  await expect(operator.getByRole('link', { name: 'Call Ada Kite, telephone 202-555-0161' })).toHaveAttribute(
    'href',
    'tel:+12025550161',
  );
  await expectAccessible(operator);
  await operator.keyboard.press('ArrowRight');
  await expect(item(operator, /Ada Kite/)).toBeFocused();
  await operator.keyboard.press('ArrowLeft');
  await operator.keyboard.press('ArrowLeft');
  await expect(item(operator, /Ada Kite/)).toHaveCount(0);
  await operator.keyboard.press('Enter');
  await expect(operator.getByRole('heading', { level: 1, name: department })).toBeVisible();
  await expect(operator.getByRole('link', { name: 'Without Division North wing' })).toBeVisible();
  await expect(operator.getByRole('table', { name: 'People' })).not.toContainText('Cy Kite');
});

test('a department is mailed, called, searched and seen in the phonebook', async ({ page }) => {
  const department = await addDepartment(page);
  await page.getByRole('link', { name: department }).click();
  await expect(page.getByRole('heading', { level: 1, name: department })).toBeVisible();
  const mails = page.getByRole('region', { name: 'Group e-mails' });
  await expect(mails.getByRole('listitem').filter({ hasText: 'kites@example.org' })).toContainText('2 entries');
  await expect(mails.getByRole('link', { name: 'desk@example.org' })).toHaveAttribute(
    'href',
    'mailto:desk@example.org',
  );
  await expect(mails).toContainText('1 entry names none');
  await expect(page.getByRole('region', { name: 'Service lines' })).toContainText('Kite desk');
  const people = page.getByRole('table', { name: 'People' });
  await expect(people.getByRole('rowheader')).toHaveText([/Pilot/, /Rigger/, /No designation/]);
  await page.getByRole('link', { name: 'Division', exact: true }).click();
  await expect(people.getByRole('rowheader')).toHaveText([/North wing/, /South wing/]);
  await expectAccessible(page);

  await page.keyboard.press('/');
  await page.keyboard.type('0162');
  await expect(people.getByRole('link', { name: 'Bo Kite', exact: true })).toBeVisible();
  await expect(people).not.toContainText('Ada Kite');
  await expect(page).toHaveURL(/q=0162/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('qzwv qzwv');
  await expect(page.getByText(`Nobody in ${department} close to “qzwv qzwv”.`)).toBeVisible();
  await page.getByRole('link', { name: 'In the phonebook' }).click();
  await expect(page).toHaveURL(`/phonebook?department=${encodeURIComponent(department).replaceAll('%20', '+')}`);
  await expectFitsPhone(page, `/phonebook/departments/${encodeURIComponent(department)}`);
  await expectAccessible(page);
});

test('the list goes to the printer without the frame, with its name and the date', async ({ page }) => {
  const department = await addDepartment(page);
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '');
  });
  await page.goto(`/phonebook/departments/${encodeURIComponent(department)}`);
  const head = page.getByText(new RegExp(`^${department.replace('%', '\\%')} · \\d+ \\w+ \\d{4}$`));
  await expect(head).toBeHidden();
  await expectKey(page, 'print');
  await page.keyboard.press('p');
  await expect(page.locator('html[data-printed]')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(head).toBeVisible();
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Designation', 'Division', 'Number']);
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(page.getByRole('searchbox')).toBeHidden();
});

test('a name in other case leads to the department, one of nobody to a page that says so', async ({ page }) => {
  await page.goto('/phonebook/departments/retail%20%20BANKING');
  await expect(page).toHaveURL('/phonebook/departments/Retail%20Banking');
  const answer = await page.goto('/phonebook/departments/Retail%2FBunking');
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('No department is called “Retail/Bunking”.')).toBeVisible();
  await page.goto('/phonebook/departments?q=qzwv');
  await expect(page.getByText('No division or department like “qzwv”.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(item(page, /^Head Office/)).toBeVisible();
  await page.getByRole('link', { name: /By department/ }).click();
  await expect(item(page, /^Retail Banking/)).toBeVisible();
});
