import { join } from 'node:path';
import { findChromium } from '#test/finds.ts';
import { runNode } from './run.ts';
import { readTally, type Tally } from './tally.ts';

/** Runs the browser stories against the product, which Playwright starts through `scripts/start.ts`. */
export async function runPlaywright(folder: string, only?: string): Promise<Tally> {
  const tally = join(folder, `playwright-${Date.now()}.json`);
  const parameters = ['node_modules/@playwright/test/cli.js', 'test', '--config', 'e2e/playwright.config.ts'];
  if (only !== undefined) parameters.push(only);
  const code = await runNode(parameters, {
    SWITCHBOARD_TEST_TALLY: tally,
    SWITCHBOARD_TEST_FOLDER: folder,
    SWITCHBOARD_TEST_CHROMIUM: await findChromium(),
    SWITCHBOARD_TEST_TRACE: only === undefined ? '' : 'yes',
  });
  return readTally(tally, code);
}
