import { expect, test } from 'vitest';
import { heldOfRedis } from './unseen.ts';

const blamed = ['redis:evicting', 'redis:away', 'lightrag:away'];

test('what a Redis that went away was blamed for may last; of one that answers or is not wanted any more, it is over', () => {
  const away = { state: 'away' as const, since: '2026-11-27T14:00:00.000Z', reason: 'connect ECONNREFUSED' };
  expect(heldOfRedis({ link: away }, blamed)).toEqual(['redis:evicting']);
  expect(heldOfRedis({ link: { state: 'ready', since: away.since } }, blamed)).toEqual([]);
  expect(heldOfRedis({ link: { state: 'unset' } }, blamed)).toEqual([]);
});
