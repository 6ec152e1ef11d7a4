import { expect, test } from 'vitest';
import type { Storage } from '#lib/monitoring/storage/sample.ts';
import { heldOfStorage, unseenOfStorage } from '#lib/monitoring/storage/unseen.ts';

const at = '2026-11-27T14:00:00.000Z';
const blind = { state: 'blind' as const, at, reason: 'Not seen.', blinds: '', mend: null };
const sequences = { state: 'measured' as const, at, value: { rows: [], unread: null } };
const wal = { state: 'stale' as const, at, reason: 'late', value: { bytes: 1, mostBytes: null } };
const all = { readAt: at, sequences, wal, growth: blind };
const storage = {
  ...all,
  ...{ tables: blind, indexes: blind, pending: blind, slots: blind, horizon: blind },
  ...{ wraparound: blind, partitions: blind, disk: blind },
} as unknown as Storage;

test('a matter whose last reading failed is unseen as much as one that was never read', () => {
  expect(unseenOfStorage(storage)).toContain('the write-ahead log');
  expect(unseenOfStorage(storage)).toContain('free space on disk');
  expect(unseenOfStorage(storage)).not.toContain('sequences');
});

test('what was blamed of a matter that is not seen now may last; of one that is seen, it is over', () => {
  expect(heldOfStorage(storage, ['disk:budget', 'sequence:orders_id_seq', 'index:a.b:gone'])).toEqual(['disk:budget']);
});
