// What the stories are told about the product they drive; `scripts/test.ts` and the start of the product set it.
import { join } from 'node:path';

const given = process.env;

/** A folder of this run: the product's data, its signed-in browsers, its count. */
export const folder = given.SWITCHBOARD_TEST_FOLDER ?? '';
export const tallyFile = given.SWITCHBOARD_TEST_TALLY ?? '';
export const chromiumPath = given.SWITCHBOARD_TEST_CHROMIUM;
/** Whether a story that fails leaves a trace of each step. Recording costs every story a sixth of its time. */
export const isTraced = given.SWITCHBOARD_TEST_TRACE === 'yes';

/** Printed by the product when it came up; Playwright hands both on (see `wait` in the configuration). */
export const baseUrl = given.SWITCHBOARD_URL;
export const setupToken = given.SWITCHBOARD_SETUP_TOKEN;

/** The product's settings: an embedded Postgres and a free port. */
export const productEnvironment = { SWITCHBOARD_DATA_DIR: join(folder, 'stories'), PORT: '0', LOG_LEVEL: 'warn' };

/** For the command line: the same instance, found through its data directory. */
export const cliEnvironment = { ...given, ...productEnvironment };

/** Of everybody who is signed in. Not a common one, and long enough for any rule. */
export const PASSWORD = 'correct-horse-battery-7215';

/** Where the cookies of a signed-in person of that role are kept between the stories. */
export function cookiesOf(role: string): string {
  return join(folder, `signed-in-${role}.json`);
}
