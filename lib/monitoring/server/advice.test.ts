import { expect, test } from 'vitest';
import { adviseSettings } from './advice.ts';
import { causesOfServer } from './causes.ts';
import type { ServerSample, ServerSetting, Symptoms } from './sample.ts';

const none: Symptoms = {
  seconds: 3_600,
  tempFiles: 0,
  tempBytes: 0,
  checkpointsTimed: 12,
  checkpointsRequested: 0,
  walBuffersFull: 0,
  blocksRead: 500,
  blocksHit: 1_000,
  connectionsMost: 20,
  connectionsRoom: 97,
};

function setting(name: string, more: Partial<ServerSetting> = {}): ServerSetting {
  return {
    name,
    wanted: '4MB',
    found: '64kB',
    fits: false,
    more: null,
    why: 'x',
    takesHold: 'session',
    pending: false,
    ...more,
  };
}

function sample(settings: ServerSetting[], symptoms: Partial<Symptoms>): ServerSample {
  const seen = { ...none, ...symptoms };
  return {
    version: 180_004,
    database: 'Our phonebook',
    memory: null,
    settings,
    symptoms: seen,
    recent: seen,
    rights: {
      login: 'switchboard',
      application: 'switchboard',
      superuser: false,
      monitors: true,
      readsStats: true,
      readsSettings: true,
      scansTables: true,
      applicationSignals: true,
      applicationReadsStats: true,
      statements: { available: true, installed: '1.12', offered: '1.12', refusal: null, track: 'top', preloaded: '' },
      tuple: { available: true, installed: '1.5', readable: true },
      trackIoTiming: 'on',
      computeQueryId: 'auto',
      trackActivities: 'on',
      trackCounts: 'on',
    },
  };
}

test('small work_mem is advice when something spilled, and a comparison when nothing did', () => {
  const spilled = sample([setting('work_mem')], { tempFiles: 12, tempBytes: 36_700_160 });
  const [advice] = adviseSettings(spilled);
  expect(advice).toMatchObject({
    state: 'asked',
    symptom: '12 sorts or hashes went to disk, 35 MB, in the last 1 h',
    sql: `ALTER DATABASE "Our phonebook" SET work_mem = '4MB';`,
  });
  expect(causesOfServer(spilled)).toMatchObject([
    { key: 'setting:work_mem', sentence: 'Sorts and hashes go to disk because work_mem is 64kB.' },
  ]);
  const idle = sample([setting('work_mem')], {});
  expect(adviseSettings(idle)).toMatchObject([{ state: 'differs', symptom: null }]);
  expect(causesOfServer(idle)).toEqual([]);
});

test('a server that has what is advised and needs more is advised the next step, and blamed for nothing', () => {
  const spilled = { tempFiles: 99, tempBytes: 5 * 1_024 ** 3 };
  const fits = (more: string | null) => sample([setting('work_mem', { fits: true, found: '4MB', more })], spilled);
  expect(adviseSettings(fits('8MB'))).toMatchObject([
    {
      state: 'asked',
      wanted: '8MB',
      symptom: '99 sorts or hashes went to disk, 5 GB, in the last 1 h',
      sql: `ALTER DATABASE "Our phonebook" SET work_mem = '8MB';`,
    },
  ]);
  expect(causesOfServer(fits('8MB'))).toEqual([]);
  expect(adviseSettings(fits(null))).toMatchObject([{ state: 'fits', wanted: '4MB', sql: null }]);
  const little = sample([setting('work_mem', { fits: true, more: '8MB' })], { tempFiles: 3, tempBytes: 9_000_000 });
  expect(adviseSettings(little)).toMatchObject([{ state: 'fits', symptom: null, sql: null }]);
});

test('a server that has what is advised, and no room for more, gets no advice', () => {
  const busy = { tempFiles: 99, tempBytes: 1e9, checkpointsRequested: 50, walBuffersFull: 999, connectionsMost: 97 };
  const names = ['work_mem', 'max_wal_size', 'wal_buffers', 'max_connections', 'random_page_cost'];
  const tuned = sample(
    names.map((name) => setting(name, { fits: true })),
    busy,
  );
  expect(adviseSettings(tuned).map(({ state, sql }) => [state, sql])).toEqual(names.map(() => ['fits', null]));
  expect(causesOfServer(tuned)).toEqual([]);
});

test('what is advised says how it takes hold', () => {
  const asked = { checkpointsRequested: 20, connectionsMost: 90, blocksRead: 50_000, blocksHit: 50_000 };
  const advice = adviseSettings(
    sample(
      [
        setting('max_wal_size', { takesHold: 'reload' }),
        setting('max_connections', { takesHold: 'restart', wanted: '100' }),
        setting('shared_buffers', { takesHold: 'restart', pending: true }),
        setting('random_page_cost', { wanted: '1.1' }),
      ],
      asked,
    ),
  );
  expect(advice.map(({ state, sql }) => [state, sql])).toEqual([
    ['asked', `ALTER SYSTEM SET max_wal_size = '4MB'; SELECT pg_reload_conf();`],
    ['asked', `ALTER SYSTEM SET max_connections = '100';`],
    ['asked', null],
    ['differs', `ALTER DATABASE "Our phonebook" SET random_page_cost = '1.1';`],
  ]);
  expect(advice.at(-1)).toMatchObject({ isWatched: false });
});

test('the cache is judged on enough reads alone', () => {
  const few = { blocksRead: 900, blocksHit: 100 };
  expect(adviseSettings(sample([setting('shared_buffers')], few))).toMatchObject([{ state: 'differs' }]);
});
