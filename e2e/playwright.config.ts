import { defineConfig, devices } from '@playwright/test';
import { baseUrl, chromiumPath, folder, isTraced, productEnvironment, tallyFile } from './environment.ts';

if (folder === '') throw new Error('Run the stories through scripts/test.ts, for one file with "--only <name>".');

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  workers: 2,
  // For the longest story on a machine half as fast; what a page does not show within 15 s fails long before.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list'], ['./tally-reporter.ts', { file: tallyFile }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: baseUrl,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: chromiumPath,
      args: ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
    },
    trace: isTraced ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'people', testMatch: 'people.setup.ts', timeout: 180_000 },
    // Which questions are near to each other depends on all that were asked: these come before the others ask theirs.
    { name: 'questions', testMatch: 'questions.spec.ts', dependencies: ['people'] },
    { name: 'stories', testMatch: '*.spec.ts', testIgnore: 'questions.spec.ts', dependencies: ['questions'] },
  ],
  webServer: {
    command: `exec "${process.execPath}" --conditions=react-server scripts/start.ts`,
    cwd: '..',
    env: productEnvironment,
    // The first start builds, unless scripts/test.ts has done that before.
    timeout: 10 * 60_000,
    wait: { stdout: /setup\?token=(?<switchboard_setup_token>\S+)\s[\s\S]*Ready on (?<switchboard_url>\S+)\s/ },
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
  },
});
