import { expect, test } from 'vitest';
import { mendOfPreloading } from './preloading.ts';

const login = 'watcher';

test('whoever may not see what is loaded is given that right first, and never told to replace it', () => {
  for (const isCreated of [true, false])
    expect(mendOfPreloading({ preloaded: null, isCreated, login })).toEqual({
      mend: 'GRANT pg_monitor TO watcher;',
      restart: false,
    });
});

test('what is loaded already stays, each by its own name', () => {
  expect(mendOfPreloading({ preloaded: 'auto_explain,pg_cron , "$libdir/a ""b"""', isCreated: true, login })).toEqual({
    mend: `ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_cron', '$libdir/a "b"', 'pg_stat_statements';`,
    restart: true,
  });
});

test('what is neither created nor loaded is both in one', () => {
  expect(mendOfPreloading({ preloaded: '', isCreated: false, login }).mend).toBe(
    "CREATE EXTENSION pg_stat_statements; ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements';",
  );
});
