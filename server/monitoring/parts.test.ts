import { expect, test } from 'vitest';
import { monitoringParts } from '#server/monitoring/parts.ts';

/** Of each cause that there is, how its key looks. */
const keys = {
  pool: ['pool:main:full', 'pool:main:filling', 'pool:main:leak:/phonebook'],
  sessions: ['lock:7@unseen', 'idle:7@unseen', 'long:7@unseen', 'connections:full', 'deadlock:counted'],
  statements: ['statement:1', 'statement-spill:1'],
  errors: ['http:/phonebook', 'action:save', 'job:import', 'sqlstate:40P01', 'deadlock:parties'],
  counters: ['scan:public.employees', 'index:public.employees.name:gone', 'cache:hit'],
  storage: ['sequence:a', 'pending:a.b', 'slot:a', 'partition:a', 'dead:a', 'wraparound:a', 'disk:volume'],
  redis: ['redis:away', 'redis:hit-rate', 'lightrag:away'],
  changes: [],
  server: ['setting:fsync'],
};

test('what was open before a restart is recalled by the one part that blames it', () => {
  const { parts } = monitoringParts();
  for (const part of parts) part.recall(Object.values(keys).flat());
  expect(Object.fromEntries(parts.map((part) => [part.name, part.held()]))).toEqual(keys);
});
