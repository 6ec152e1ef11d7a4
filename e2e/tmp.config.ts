import { defineConfig } from '@playwright/test';
export default defineConfig({ testDir: '.', testMatch: 'errors.spec.ts', workers: 1, timeout: 180_000, outputDir: '/tmp/mon-errors/pw', reporter: 'list',
  use: { launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] } } });
