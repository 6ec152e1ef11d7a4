import { randomInt } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { Role } from '#lib/roles.ts';
import { baseUrl, cookiesOf, PASSWORD } from './environment.ts';

type Options = {
  /** Who the story's `page` is signed in as: `test.use({ role: 'analyst' })`. Undefined: nobody. */
  role: Role | undefined;
};

type Fixtures = {
  /** A page of a further person, in a browser of their own. */
  signedIn(role: Role): Promise<Page>;
};

/** Playwright's test, signed in by role. A story fails on any breach of the content policy and any error in a page. */
export const test = base.extend<Options & Fixtures>({
  role: [undefined, { option: true }],
  storageState: async ({ role }, use) => use(role === undefined ? undefined : cookiesOf(role)),
  context: async ({ context }, use) => {
    const problems = await watch(context);
    await use(context);
    expect(problems, 'what the pages complained about').toEqual([]);
  },
  page: async ({ page }, use) => {
    await answerForPassword(page);
    await use(page);
  },
  signedIn: async ({ browser }, use) => {
    const opened: { context: BrowserContext; problems: string[] }[] = [];
    await use(async (role) => {
      const context = await browser.newContext({ baseURL: baseUrl, storageState: cookiesOf(role) });
      opened.push({ context, problems: await watch(context) });
      const page = await context.newPage();
      await answerForPassword(page);
      return page;
    });
    for (const { context, problems } of opened) {
      await context.close();
      expect(problems, 'what the pages complained about').toEqual([]);
    }
  },
});

export { expect };

/** All signed in before the first story; on a slow machine that is more than ten minutes ago, and some steps ask again. */
async function answerForPassword(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Your password' });
  await page.addLocatorHandler(dialog, async () => {
    await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Continue' }).click();
  });
}

/** The one thing of all that axe looks at that a theme decides. */
export const THEME_RULES = ['color-contrast'];

/**
 * Stops at anything that axe calls serious or critical.
 * @param rules those alone; else all
 */
export async function expectAccessible(page: Page, rules?: string[]): Promise<void> {
  const only = rules && { runOnly: { type: 'rule' as const, values: rules } };
  // The other mode opens a page of its own each time, for frames of other origins, which the content policy forbids.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'], ...only });
  const { violations } = await axe.analyze();
  const grave = violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map(
      (violation) => `${violation.id}: ${violation.help} (${violation.nodes.map((node) => node.target).join(', ')})`,
    );
  expect(grave, `axe on ${page.url()}`).toEqual([]);
}

/** Letters that no stemmer takes for an ending. */
const LETTERS = 'abcdfghjklmnopqrtuvwxz';

/** A word of eight letters that no other story uses. */
export function ownWord(first = 'w'): string {
  return first + Array.from({ length: 7 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Waits until a page just loaded takes its keys: the foot prints them once they are in force. @param label a key's words there */
export async function expectKey(page: Page, label: string): Promise<void> {
  await expect(page.getByRole('contentinfo')).toContainText(label);
}

/** Opens a page as on small phones, 360 and 320 px wide, and stops when it scrolls sideways. */
export async function expectFitsPhone(page: Page, path: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(path);
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(needed, `${path} at ${width} px scrolls sideways`).toBeLessThanOrEqual(width);
  }
  if (before !== null) await page.setViewportSize(before);
}

/** Collects breaches of the content policy, uncaught errors and error lines of every page of a browser. */
async function watch(context: BrowserContext): Promise<string[]> {
  const problems: string[] = [];
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(
        `[content policy] ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('console', (message) => {
    // The answer's status is what a story looks at itself: a refusal may be what it wants.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(`${message.page()?.url()}: ${message.text()}`);
    }
  });
  return problems;
}
