import type { Storage } from './sample.ts';

/** Growth is not among them: without a day of sizes it is not known yet, which no right mends. */
const words: [Exclude<keyof Storage, 'readAt' | 'growth'>, string][] = [
  ['tables', 'sizes of tables'],
  ['indexes', 'indexes'],
  ['sequences', 'sequences'],
  ['pending', 'pending lists of indexes'],
  ['slots', 'replication slots'],
  ['wal', 'the write-ahead log'],
  ['horizon', 'the oldest view'],
  ['wraparound', 'transaction numbers'],
  ['partitions', 'partitions'],
  ['disk', 'free space on disk'],
];

/** The matters of tables and disk that cannot be seen, in words. */
export function unseenOfStorage(storage: Storage): string[] {
  const unread = storage.sequences.state === 'measured' && storage.sequences.value.unread !== null;
  const blind = words.flatMap(([name, word]) => (storage[name].state === 'blind' ? [word] : []));
  return unread ? [...blind, 'some sequences'] : blind;
}
