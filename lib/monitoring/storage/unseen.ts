import type { Storage } from './sample.ts';

type Matter = Exclude<keyof Storage, 'readAt' | 'growth'>;

/** Growth is not among them: without a day of sizes it is not known yet, which no right mends. */
const words: [Matter, string][] = [
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

/** How the keys of what a matter is blamed for begin. */
const keys: Partial<Record<Matter, string>> = {
  tables: 'dead:',
  sequences: 'sequence:',
  pending: 'pending:',
  slots: 'slot:',
  wraparound: 'wraparound:',
  partitions: 'partition:',
  disk: 'disk:',
};
/** The same of all its matters. */
export const STORAGE_KEYS: readonly string[] = Object.values(keys);

/** The matters of tables and disk that cannot be seen, or whose last reading failed, in words. */
export function unseenOfStorage(storage: Storage): string[] {
  const unread = storage.sequences.state === 'measured' && storage.sequences.value.unread !== null;
  const blind = words.flatMap(([name, word]) => (storage[name].state === 'measured' ? [] : [word]));
  return unread ? [...blind, 'some sequences'] : blind;
}

/** Of the keys that were blamed: those of matters that this sample did not see. Nobody knows whether they are over. */
export function heldOfStorage(storage: Storage, blamed: readonly string[]): string[] {
  const unseen = words.flatMap(([name]) => (storage[name].state === 'measured' ? [] : (keys[name] ?? [])));
  return blamed.filter((key) => unseen.some((beginning) => key.startsWith(beginning)));
}
