import { expect, it } from 'vitest';
import { compareSettings, settingsFile } from '#server/core/postgres/server-settings.ts';

const GB = 1024 ** 3;
const valueIn = (file: string, name: string) => new RegExp(`^${name} = '(.*)'$`, 'm').exec(file)?.[1];

it('gives the values of the issue where there is room', () => {
  const file = settingsFile(8 * GB, 100 * GB);
  const wanted = {
    max_connections: '100',
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    maintenance_work_mem: '64MB',
    checkpoint_completion_target: '0.9',
    wal_buffers: '16MB',
    default_statistics_target: '100',
    random_page_cost: '1.1',
    effective_io_concurrency: '200',
    work_mem: '4MB',
    min_wal_size: '1GB',
    max_wal_size: '4GB',
    shared_preload_libraries: 'pg_stat_statements',
    listen_addresses: '',
  };
  for (const [name, value] of Object.entries(wanted)) expect([name, valueIn(file, name)]).toEqual([name, value]);
});

it('takes less of a small machine', () => {
  const file = settingsFile(GB, 5 * GB);
  expect(valueIn(file, 'shared_buffers')).toBe('128MB');
  expect(valueIn(file, 'effective_cache_size')).toBe('512MB');
  expect(valueIn(file, 'max_wal_size')).toBe('1GB');
  expect(valueIn(file, 'min_wal_size')).toBe('256MB');
});

it('compares another server in the same units, and is content with better', async () => {
  const rows = [
    { name: 'shared_buffers', setting: '16384', factor: 8192 },
    { name: 'work_mem', setting: '65536', factor: 1024 },
    { name: 'random_page_cost', setting: '4', factor: 1 },
    { name: 'shared_preload_libraries', setting: 'auto_explain, pg_stat_statements', factor: 1 },
  ];
  const found = await compareSettings({ query: async () => ({ rows }) } as never);
  const by = (name: string) => found.find((one) => one.name === name);
  expect(by('shared_buffers')).toMatchObject({ good: false, wanted: '256MB', found: '128MB' });
  expect(by('work_mem')).toMatchObject({ good: true, found: '64MB' });
  expect(by('random_page_cost')).toMatchObject({ good: false, wanted: '1.1', found: '4' });
  expect(by('shared_preload_libraries')).toMatchObject({ good: true });
  expect(by('max_connections')).toMatchObject({ good: false, found: 'not visible' });
});

it('knows the next step up, as far as the machine has room for it', async () => {
  const rows = [
    { name: 'max_connections', setting: '100', factor: 1 },
    { name: 'shared_buffers', setting: '32768', factor: 8192 },
    { name: 'work_mem', setting: '4096', factor: 1024 },
    { name: 'max_wal_size', setting: '4096', factor: 1_048_576 },
  ];
  const stepsOn = async (machine?: { memory: number; freeDisk: number }) => {
    const found = await compareSettings({ query: async () => ({ rows }) } as never, machine);
    return rows.map(({ name }) => found.find((one) => one.name === name)?.more);
  };
  expect(await stepsOn({ memory: 8 * GB, freeDisk: 100 * GB })).toEqual(['150', '512MB', '8MB', '8GB']);
  expect(await stepsOn({ memory: GB, freeDisk: 20 * GB })).toEqual([null, null, null, null]);
  expect(await stepsOn()).toEqual(['150', null, '8MB', null]);
});
