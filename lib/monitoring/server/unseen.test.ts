import { expect, test } from 'vitest';
import type { ServerSample } from '#lib/monitoring/server/sample.ts';
import { unseenOfServer } from '#lib/monitoring/server/unseen.ts';

const told = (trackActivities: string, trackCounts: string) =>
  unseenOfServer({ rights: { trackActivities, trackCounts } as ServerSample['rights'] });

test('a server that is told not to count or tell is not taken for a quiet one', () => {
  expect(told('on', 'on')).toEqual([]);
  expect(told('off', 'off')).toEqual(['what sessions do', 'how tables and indexes are used']);
});
