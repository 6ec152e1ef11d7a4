import { expect, test } from 'vitest';
import { between, parseInfo } from './info.ts';

const text = [
  '# Server',
  'redis_version:7.0.15',
  'run_id:abc',
  '# Clients',
  'connected_clients:3',
  '# Memory',
  'used_memory:2900000',
  'maxmemory:3145728',
  'maxmemory_policy:allkeys-lru',
  'mem_fragmentation_ratio:1.31',
  '# Stats',
  'total_commands_processed:500',
  'rejected_connections:1',
  'expired_keys:4',
  'evicted_keys:226',
  'keyspace_hits:90',
  'keyspace_misses:10',
  'total_error_replies:7',
  '# Errorstats',
  'errorstat_OOM:count=5',
  'errorstat_ERR:count=2',
  '# Keyspace',
  'db0:keys=180,expires=2,avg_ttl=100',
  'db3:keys=20,expires=0,avg_ttl=0',
].join('\r\n');

test('reads what INFO says', () => {
  expect(parseInfo(text)).toEqual({
    version: '7.0.15',
    runId: 'abc',
    used: 2_900_000,
    max: 3_145_728,
    policy: 'allkeys-lru',
    fragmentation: 1.31,
    clients: 3,
    keys: 200,
    databases: new Map([
      [0, 180],
      [3, 20],
    ]),
    counters: { hits: 90, misses: 10, evicted: 226, expired: 4, rejected: 1, errors: 7, commands: 500 },
    errors: { OOM: 5, ERR: 2 },
  });
  expect(parseInfo('maxmemory:0').max).toBeNull();
});

test('counts between two readings of one run alone, and never below nothing', () => {
  const at = (ms: number, more: string, own = 0) => ({ at: ms, info: parseInfo(`${text}\r\n${more}`), own });
  const older = at(1_000, '');
  expect(between(older, at(3_000, 'keyspace_hits:95\r\nevicted_keys:230'))).toEqual({
    seconds: 2,
    hits: 5,
    misses: 0,
    evicted: 4,
    expired: 0,
    rejected: 0,
    errors: 0,
    commands: 0,
  });
  expect(between(older, at(3_000, 'keyspace_hits:95', 3))?.hits).toBe(2);
  expect(between(older, at(3_000, 'keyspace_hits:95', 30))?.hits).toBe(0);
  expect(between(older, at(3_000, 'run_id:other'))).toBeNull();
  expect(between(older, at(3_000, 'keyspace_hits:2'))).toBeNull();
});
