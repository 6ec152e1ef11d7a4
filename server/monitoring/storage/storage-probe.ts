import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import { growthOf } from '#lib/monitoring/storage/growth.ts';
import { adviceOn } from '#lib/monitoring/storage/index-advice.ts';
import { Rates } from '#lib/monitoring/storage/rate.ts';
import type {
  Disk,
  Growth,
  horizonSchema,
  indexesSchema,
  partitionsSchema,
  pendingListsSchema,
  Storage,
  sequencesSchema,
  slotsSchema,
  tablesSchema,
  walSchema,
  wraparoundSchema,
} from '#lib/monitoring/storage/sample.ts';
import { largestFirst, type StoredTable, type WholeTable, wholeTables } from '#lib/monitoring/storage/whole-tables.ts';
import type { Probe, Reading, ServerFacts } from '#server/monitoring/probe.ts';
import { readDisk } from './disk.ts';
import { findBareKeys } from './foreign-keys.ts';
import type { History, Known } from './history.ts';
import { readHorizon, readWraparound } from './horizon.ts';
import { IndexWatch } from './index-watch.ts';
import { findIndexes } from './indexes.ts';
import { blind, Matter } from './matter.ts';
import { findPartitioned } from './partitions.ts';
import { readPendingLists } from './pending-lists.ts';
import { readSequences } from './sequences.ts';
import { findTables } from './tables.ts';
import { readSlots, readWal } from './wal.ts';

const SHOWN_TABLES = 40;
const SHOWN_PARTITIONS = 40;
const SHOWN_ADVICE = 12;
/** The catalogue of indexes changes seldom; what is gone from it is seen by `counters`. */
const INDEXES_EVERY_MS = 60_000;
/** How long the first sample waits for what is kept, and every other for the settings. */
const FIRST_WAITS_MS = 1_000;
const WAITS_MS = 300;

const databaseRow = z.tuple([z.object({ bytes: z.number() })]);
const INDEXES_BLIND = 'Which indexes are missing, invalid, double or unused is not known.';

/** Sizes of tables, indexes and the disk, and what runs towards its end. Each matter is read, and fails, by itself. */
export function storageProbe(history: History): Probe<Storage> {
  const rates = new Rates();
  const watch = new IndexWatch();
  const measured = new Map<string, StoredTable>();
  let advised = { at: 0, value: null as z.infer<typeof indexesSchema> | null };
  const matters = {
    tables: new Matter<z.infer<typeof tablesSchema>>('How large tables are is not known.'),
    indexes: new Matter<z.infer<typeof indexesSchema>>(INDEXES_BLIND),
    sequences: new Matter<z.infer<typeof sequencesSchema>>('How near sequences are to their end is not known.'),
    pending: new Matter<z.infer<typeof pendingListsSchema>>('How much waits outside of the text indexes is not known.'),
    slots: new Matter<z.infer<typeof slotsSchema>>('Whether a replica holds the disk is not known.'),
    wal: new Matter<z.infer<typeof walSchema>>('How much the write-ahead log takes is not known.'),
    horizon: new Matter<z.infer<typeof horizonSchema>>('Who keeps dead rows from being removed is not known.'),
    wraparound: new Matter<z.infer<typeof wraparoundSchema>>('How far off a wraparound is is not known.'),
    partitions: new Matter<z.infer<typeof partitionsSchema>>('Whether the next partition is there is not known.'),
    disk: new Matter<Disk>('Free space is not known.'),
    growth: new Matter<Growth>('How fast the database grows is not known.'),
  };

  async function readTables(client: pg.ClientBase, known: Known | null, now: Date) {
    const tables = await findTables(client, measured);
    for (const table of tables) if (!table.locked) measured.set(table.name, table);
    const { rows } = await client.query('select pg_database_size(current_database())::float8 as bytes');
    const [{ bytes: databaseBytes }] = databaseRow.parse(rows);
    const wholes = wholeTables(tables);
    history.note(wholes, databaseBytes, now);
    const partitions = tables.filter(({ parent }) => parent !== null);
    return { ok: true as const, value: listed(wholes, partitions, databaseBytes, known) };
  }

  async function readIndexes(client: pg.ClientBase, server: ServerFacts, known: Known | null, now: Date) {
    if (known === null) return blind('What is kept of indexes could not be read yet.', INDEXES_BLIND);
    const gone = await watch.read(client, known, now);
    const wasGone = advised.value?.advice.filter(({ kind }) => kind === 'missing').length;
    if (advised.value === null || wasGone !== gone.length || now.getTime() - advised.at >= INDEXES_EVERY_MS) {
      const found = await findIndexes(client, server);
      const seen = new Map(known.indexes.map((index) => [`${index.table} ${index.name}`, index]));
      const facts = found.map((index) => {
        const kept = seen.get(`${index.table} ${index.name}`);
        const { ours = false, unusedSince = null, scans: scansThen = null } = kept ?? {};
        return { ...index, ours, unusedSince, scansThen };
      });
      const advice = adviceOn(facts, gone, await findBareKeys(client), now);
      const whole = facts.filter(({ isPart }) => !isPart);
      const watched = known.indexes.map(({ firstSeenAt }) => firstSeenAt).sort();
      const value = {
        count: whole.length,
        bytes: whole.reduce((sum, { bytes }) => sum + bytes, 0),
        advice: advice.slice(0, SHOWN_ADVICE),
        more: Math.max(0, advice.length - SHOWN_ADVICE),
        watchedSince: watched[0] ?? null,
      };
      advised = { at: now.getTime(), value };
      return { ok: true as const, value };
    }
    return { ok: true as const, value: advised.value };
  }

  function readGrowth(known: Known | null, now: Date): Reading<Growth> {
    const growth = known === null ? null : growthOf(known.points, known.growth);
    if (growth !== null) return { ok: true, value: growth };
    const hours = Math.floor((now.getTime() - Date.parse(known?.points[0]?.at ?? now.toISOString())) / 3_600_000);
    const reason = `Sizes are kept for ${hours} h so far, and a forecast takes 24 h.`;
    return blind(reason, 'How fast the database grows, and when the disk is full, is not known yet.');
  }

  return {
    name: 'storage',
    everySeconds: 30,
    async read(client, server) {
      const now = new Date();
      await history.soon(history.get(now) === null ? FIRST_WAITS_MS : WAITS_MS);
      const known = history.get(now);
      const partitions = async () => ({
        rows: await findPartitioned(client, matters.partitions.last?.rows ?? [], now),
        retentionDays: known?.retentionDays ?? null,
      });
      const value = {
        readAt: now.toISOString(),
        tables: await matters.tables.read(client, now, () => readTables(client, known, now)),
        indexes: await matters.indexes.read(client, now, () => readIndexes(client, server, known, now)),
        sequences: await matters.sequences.read(client, now, () => readSequences(client, rates, now)),
        pending: await matters.pending.read(client, now, () => readPendingLists(client)),
        slots: await matters.slots.read(client, now, () => readSlots(client)),
        wal: await matters.wal.read(client, now, () => readWal(client)),
        horizon: await matters.horizon.read(client, now, () => readHorizon(client)),
        wraparound: await matters.wraparound.read(client, now, () => readWraparound(client, rates, now)),
        partitions: await matters.partitions.read(client, now, async () => ({ ok: true, value: await partitions() })),
        disk: await matters.disk.read(client, now, () => readDisk(client, known?.budgetBytes ?? null)),
        growth: await matters.growth.read(client, now, async () => readGrowth(known, now)),
      };
      return { ok: true, value };
    },
  };
}

/** The largest with their growth, the largest partitions, and all others together. */
function listed(
  wholes: readonly WholeTable[],
  partitions: readonly StoredTable[],
  databaseBytes: number,
  known: Known | null,
): z.infer<typeof tablesSchema> {
  const perDay = new Map(known?.growth.map((table) => [table.table, table.perDay]));
  const others = wholes.slice(SHOWN_TABLES);
  const total = (some: readonly WholeTable[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    rows: wholes.slice(0, SHOWN_TABLES).map((table) => ({ ...table, perDay: perDay.get(table.name) ?? null })),
    // The growth of a partition says nothing: the next one takes over from it.
    partitions: largestFirst(partitions)
      .slice(0, SHOWN_PARTITIONS)
      .map((table) => ({ ...table, partitions: 0, perDay: null })),
    rest: { tables: others.length, bytes: total(others) },
    totalBytes: total(wholes),
    databaseBytes,
  };
}
