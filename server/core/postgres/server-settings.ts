import 'server-only';
import type { ClientBase } from 'pg';
import { z } from 'zod';

const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;

type Setting = {
  name: string;
  /** In the unit beside it; `bytes` settings are scaled to the machine. */
  wanted: number;
  unit: 'bytes' | 'count' | 'ratio';
  /** Which side of `wanted` is as good on a server that is not ours. */
  better: 'more' | 'less';
  /** The most of the machine's memory it may take, as one part in so many. */
  memoryPart?: number;
  /** How far it is raised, step by step, where what was measured asks for more than the table does. */
  raised?: {
    upTo: number;
    by: 'half' | 'double' /** Also where nobody knows what the machine has. */;
    unseen: boolean;
  };
  why: string;
};

/**
 * What the product asks of its Postgres: applied to the embedded server where the machine has room, compared on an
 * external one. From issue 2; the values are PGTune's for a small mixed-load server on SSD.
 */
export const serverSettings: readonly Setting[] = [
  {
    name: 'max_connections',
    wanted: 100,
    unit: 'count',
    better: 'more',
    raised: { upTo: 400, by: 'half', unseen: true },
    why: 'every pool of ours and the chatbot together',
  },
  {
    name: 'shared_buffers',
    wanted: 256 * MB,
    unit: 'bytes',
    better: 'more',
    memoryPart: 8,
    raised: { upTo: 16 * GB, by: 'double', unseen: false },
    why: 'the hot part of the tables stays in memory',
  },
  {
    name: 'effective_cache_size',
    wanted: GB,
    unit: 'bytes',
    better: 'more',
    memoryPart: 2,
    why: 'the planner trusts that indexes are cached',
  },
  {
    name: 'maintenance_work_mem',
    wanted: 64 * MB,
    unit: 'bytes',
    better: 'more',
    memoryPart: 32,
    why: 'indexes are built without temporary files',
  },
  {
    name: 'work_mem',
    wanted: 4 * MB,
    unit: 'bytes',
    better: 'more',
    memoryPart: 256,
    raised: { upTo: 64 * MB, by: 'double', unseen: true },
    why: 'sorts of a page stay in memory',
  },
  {
    name: 'wal_buffers',
    wanted: 16 * MB,
    unit: 'bytes',
    better: 'more',
    memoryPart: 128,
    raised: { upTo: 64 * MB, by: 'double', unseen: true },
    why: 'batches of log records are written at once',
  },
  {
    name: 'min_wal_size',
    wanted: GB,
    unit: 'bytes',
    better: 'more',
    why: 'log files are used again instead of made anew',
  },
  {
    name: 'max_wal_size',
    wanted: 4 * GB,
    unit: 'bytes',
    better: 'more',
    raised: { upTo: 32 * GB, by: 'double', unseen: false },
    why: 'an import does not force checkpoints',
  },
  {
    name: 'checkpoint_completion_target',
    wanted: 0.9,
    unit: 'ratio',
    better: 'more',
    why: 'checkpoints are spread out',
  },
  {
    name: 'default_statistics_target',
    wanted: 100,
    unit: 'count',
    better: 'more',
    why: 'the planner knows how values are spread',
  },
  { name: 'random_page_cost', wanted: 1.1, unit: 'ratio', better: 'less', why: 'reading out of order is cheap on SSD' },
  { name: 'effective_io_concurrency', wanted: 200, unit: 'count', better: 'more', why: 'reads ahead on SSD' },
];

export const preloadedLibrary = 'pg_stat_statements';

/** Ours alone, beside the table: privacy of the log, one clock, no listening port, what monitoring sees by. */
const OWN_SETTINGS: Record<string, string> = {
  shared_preload_libraries: preloadedLibrary,
  listen_addresses: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // How long statements waited for the disk; a reading of the clock costs some tens of nanoseconds.
  track_io_timing: 'on',
  log_checkpoints: 'off',
  // Error texts carry values of people in their detail and statement lines.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

const DISK_FOR_FULL_WAL = 20 * GB;
/** The log may take one part in so many of the free disk. */
const DISK_PART = 5;
/** What a connection takes of memory by itself, with room for its sorts. */
const CONNECTION_BYTES = 16 * MB;

/**
 * The settings file of the embedded server, one line a setting.
 * @param memory bytes the machine has
 * @param freeDisk bytes free where the cluster lives; below 20 GB the write-ahead log shrinks in proportion
 */
export function settingsFile(memory: number, freeDisk: number, extra: Record<string, string> = {}): string {
  const table = serverSettings.map((setting) => [setting.name, valueText(setting, fitted(setting, memory, freeDisk))]);
  const all = { ...Object.fromEntries(table), ...OWN_SETTINGS, ...extra };
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'`);
  return ['# Written at every start. ALTER SYSTEM overrides it.', ...lines, ''].join('\n');
}

/** What a setting becomes on this machine: as wanted, or as much as there is room for. */
export function fitted(setting: Setting, memory: number, freeDisk: number): number {
  if (setting.memoryPart !== undefined) return Math.min(setting.wanted, floorTo(MB, memory / setting.memoryPart));
  if (!setting.name.endsWith('_wal_size') || freeDisk >= DISK_FOR_FULL_WAL) return setting.wanted;
  const floor = setting.name === 'min_wal_size' ? 80 * MB : 160 * MB;
  return Math.max(floor, floorTo(MB, (setting.wanted * freeDisk) / DISK_FOR_FULL_WAL));
}

type Machine = { memory: number; freeDisk: number };

/** The next step up from what the server has, as far as the machine has room; null where there is none, or nobody knows. */
function nextStep(setting: Setting, value: number, machine: Machine | undefined): number | null {
  const { raised } = setting;
  if (raised === undefined || Number.isNaN(value) || (machine === undefined && !raised.unseen)) return null;
  const next = raised.by === 'double' ? 2 * value : Math.ceil(1.5 * value);
  const room = machine === undefined ? raised.upTo : Math.min(raised.upTo, roomFor(setting, machine));
  return next <= room ? next : null;
}

function roomFor({ name, memoryPart }: Setting, { memory, freeDisk }: Machine): number {
  if (memoryPart !== undefined) return memory / memoryPart;
  return name === 'max_connections' ? memory / CONNECTION_BYTES : freeDisk / DISK_PART;
}

export type ComparedSetting = {
  name: string;
  wanted: string;
  found: string;
  good: boolean;
  /** What it is raised to where more than `wanted` is needed; null where there is no room. */
  more: string | null;
  why: string;
  /** How a change takes hold, as pg_settings says: `user`, `superuser`, `sighup`, `postmaster`. */
  context: string;
  /** A change waits for a restart. */
  pending: boolean;
};

const foundSchema = z.array(
  z.object({
    name: z.string(),
    setting: z.string(),
    factor: z.number(),
    context: z.string().default('user'),
    pending: z.boolean().default(false),
  }),
);

/**
 * Compares a running server with the table; one that does better than asked is good. Needs no right beyond a login.
 * @param machine memory and free disk in bytes, where they are known to be the server's: then less is asked of a small one
 */
export async function compareSettings(
  client: Pick<ClientBase, 'query'>,
  machine?: Machine,
): Promise<ComparedSetting[]> {
  const names = [...serverSettings.map((setting) => setting.name), 'shared_preload_libraries'];
  const { rows } = await client.query(
    `select name, setting, case unit when 'B' then 1 when 'kB' then 1024 when '8kB' then 8192 when 'MB' then 1048576 else 1 end as factor,
            context, pending_restart as pending
     from pg_settings where name = any($1)`,
    [names],
  );
  const found = foundSchema.parse(rows);
  const compared = serverSettings.map((setting) => {
    const row = found.find((one) => one.name === setting.name);
    const value = row === undefined ? Number.NaN : Number(row.setting) * row.factor;
    const wanted = machine === undefined ? setting.wanted : fitted(setting, machine.memory, machine.freeDisk);
    const more = nextStep(setting, value, machine);
    const good = setting.better === 'more' ? value >= wanted : value <= wanted;
    return {
      name: setting.name,
      wanted: valueText(setting, wanted),
      found: row === undefined ? 'not visible' : valueText(setting, value),
      good,
      more: more === null ? null : valueText(setting, more),
      why: setting.why,
      context: row?.context ?? 'user',
      pending: row?.pending ?? false,
    };
  });
  // Only members of pg_read_all_settings see this one; the extension's view answers for the rest, in `doctor`.
  const loaded = found.find((one) => one.name === 'shared_preload_libraries');
  if (loaded === undefined) return compared;
  const { setting: libraries, context, pending } = loaded;
  const preloaded = libraries.split(/,\s*/).includes(preloadedLibrary);
  const name = 'shared_preload_libraries';
  const why = 'the queries that cost most can be named';
  return [
    ...compared,
    { name, wanted: preloadedLibrary, found: libraries || 'none', good: preloaded, more: null, why, context, pending },
  ];
}

function valueText(setting: Setting, value: number): string {
  if (setting.unit !== 'bytes') return String(value);
  if (value % GB === 0) return `${value / GB}GB`;
  return value % MB === 0 ? `${value / MB}MB` : `${Math.round(value / KB)}kB`;
}

function floorTo(unit: number, value: number): number {
  return Math.max(unit, Math.floor(value / unit) * unit);
}
