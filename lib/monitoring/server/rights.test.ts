import { expect, test } from 'vitest';
import { sightsOf } from './rights.ts';
import type { RightsFacts } from './sample.ts';

const all: RightsFacts = {
  login: 'Watcher',
  application: 'switchboard',
  superuser: false,
  monitors: true,
  readsStats: true,
  readsSettings: true,
  scansTables: true,
  applicationSignals: true,
  applicationReadsStats: true,
  statements: {
    available: true,
    installed: '1.12',
    offered: '1.12',
    refusal: null,
    track: 'top',
    preloaded: 'pg_stat_statements',
  },
  tuple: { available: true, installed: '1.5', readable: true },
  trackIoTiming: 'on',
  computeQueryId: 'auto',
  trackActivities: 'on',
  trackCounts: 'on',
};
const mendOf = (facts: Partial<RightsFacts>, name: string) =>
  sightsOf({ ...all, ...facts }).find((sight) => sight.name === name);
const statements = (more: Partial<RightsFacts['statements']>) =>
  mendOf({ statements: { ...all.statements, ...more } }, 'pg_stat_statements');

test('with everything in force nothing is blind', () => {
  expect(sightsOf(all).every(({ state, blinds, mend }) => state === 'seen' && blinds === null && mend === null)).toBe(
    true,
  );
});

test('whatever is missing says what it hides and one mend', () => {
  expect(mendOf({ monitors: false }, 'pg_monitor')?.mend).toBe('GRANT pg_monitor TO "Watcher";');
  expect(mendOf({ applicationSignals: false }, 'pg_signal_backend')?.mend).toBe(
    'GRANT pg_signal_backend TO switchboard;',
  );
  expect(mendOf({ applicationReadsStats: false }, 'pg_signal_backend')?.mend).toBe(
    'GRANT pg_read_all_stats TO switchboard;',
  );
  expect(mendOf({ applicationSignals: false, applicationReadsStats: false }, 'pg_signal_backend')?.mend).toBe(
    'GRANT pg_signal_backend, pg_read_all_stats TO switchboard;',
  );
  expect(mendOf({ trackIoTiming: 'off' }, 'track_io_timing')?.mend).toBe(
    "ALTER SYSTEM SET track_io_timing = 'on'; SELECT pg_reload_conf();",
  );
  expect(mendOf({ tuple: { available: true, installed: null, readable: false } }, 'pgstattuple')?.mend).toBe(
    'CREATE EXTENSION pgstattuple;',
  );
});

test('the ways in which pg_stat_statements is missing are told apart', () => {
  expect(statements({ installed: null, refusal: '42P01' })?.mend).toBe('CREATE EXTENSION pg_stat_statements;');
  expect(statements({ refusal: '55000', track: null, preloaded: 'auto_explain' })).toMatchObject({
    mend: "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_stat_statements';",
    restart: true,
  });
  expect(statements({ installed: null, refusal: '42P01', track: null, preloaded: '' })?.mend).toBe(
    "CREATE EXTENSION pg_stat_statements; ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements';",
  );
  // Who may not see what is loaded must not be told to drop it.
  expect(statements({ refusal: '55000', track: null, preloaded: null })).toMatchObject({
    mend: 'GRANT pg_monitor TO "Watcher";',
    restart: false,
  });
  expect(statements({ track: 'none' })?.mend).toContain("pg_stat_statements.track = 'top'");
  expect(statements({ installed: '1.10' })?.mend).toBe('ALTER EXTENSION pg_stat_statements UPDATE;');
  expect(statements({ available: false, installed: null, offered: null, track: null })?.mend).toBeNull();
});
