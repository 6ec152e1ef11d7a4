import pg from 'pg';
import { expect, test } from 'vitest';
import { blindByError, blindBySettings } from './blindness.ts';
import type { StatementSettings } from './counters.ts';

const whole: StatementSettings = {
  available: true,
  version: '1.12',
  schema: 'public',
  track: 'top',
  computeIds: 'auto',
  workMem: '4MB',
  login: 'watcher',
  libraries: 'auto_explain',
};

function notLoaded(libraries: string | null) {
  const error = new pg.DatabaseError('pg_stat_statements must be loaded', 0, 'error');
  error.code = '55000';
  return blindByError(error, { ...whole, track: null, libraries });
}

test('a library that is not loaded is loaded beside the others', () => {
  expect(notLoaded('auto_explain, pg_cron')?.mend).toBe(
    "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_cron', 'pg_stat_statements'; -- then restart Postgres",
  );
});

test('a login that may not see which others are loaded is not told to drop them', () => {
  expect(notLoaded(null)).toMatchObject({
    reason: expect.stringContaining('Which libraries it did load is not seen'),
    mend: 'GRANT pg_monitor TO watcher;',
  });
});

test('neither created nor loaded is mended by both, created alone by one', () => {
  const missing = { ...whole, version: null, schema: null };
  expect(blindBySettings({ ...missing, track: null })?.mend).toBe(
    "CREATE EXTENSION pg_stat_statements; ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_stat_statements'; -- then restart Postgres",
  );
  expect(blindBySettings({ ...missing, track: null, libraries: null })?.mend).toBe('GRANT pg_monitor TO watcher;');
  expect(blindBySettings(missing)?.mend).toBe('CREATE EXTENSION pg_stat_statements;');
  // Loading what the server does not have would keep it from starting.
  expect(blindBySettings({ ...missing, track: null, available: false })).toMatchObject({
    reason: expect.stringContaining('postgresql-contrib'),
    mend: null,
  });
  expect(blindBySettings(whole)).toBeNull();
});
