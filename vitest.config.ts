import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { TallyReporter } from './test/tally-reporter.ts';

const serverOnly = fileURLToPath(new URL('node_modules/server-only/empty.js', import.meta.url));
// All are given by scripts/test.ts.
const {
  SWITCHBOARD_TEST_CLUSTER: cluster,
  SWITCHBOARD_TEST_TALLY: tally,
  SWITCHBOARD_TEST_EXCLUDE: left,
} = process.env;

const never = ['node_modules/**', '.data/**', '.next/**', 'test/fixtures/**', ...JSON.parse(left ?? '[]')];

export default defineConfig({
  resolve: { alias: { 'server-only': serverOnly } },
  test: {
    maxWorkers: 2,
    // Room for a machine that is busy with something else; no test measures time by it.
    testTimeout: 40_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', ...(tally ? [new TallyReporter(tally)] : [])],
    // Vite sets BASE_URL to its own "/".
    env: { LOG_LEVEL: 'silent', BASE_URL: '' },
    provide: { cluster: cluster ? JSON.parse(cluster) : null },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.ts'], exclude: [...never, '**/*.{db,product}.test.ts'] },
      },
      { extends: true, test: { name: 'database', include: ['**/*.db.test.ts'], exclude: never } },
      // Against the built product; scripts/test.ts builds it first.
      {
        extends: true,
        test: { name: 'product', include: ['**/*.product.test.ts'], exclude: never, testTimeout: 60_000 },
      },
    ],
  },
});
