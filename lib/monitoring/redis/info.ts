import type { Counters, Interval } from './sample.ts';

/** What INFO says, as far as it is shown. */
export type Info = {
  version: string;
  runId: string;
  used: number;
  /** Bytes it may take; null without a limit. */
  max: number | null;
  policy: string;
  fragmentation: number | null;
  clients: number;
  keys: number;
  /** Keys of each of its databases that holds any, by the database's number. */
  databases: ReadonlyMap<number, number>;
  counters: Counters;
  /** How often each kind of error was answered since the server started. */
  errors: Record<string, number>;
};

/** Reads the text of INFO. What a server leaves out counts as 0. */
export function parseInfo(text: string): Info {
  const fields = new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^([^#:]+):(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  const number = (name: string) => Number(fields.get(name) ?? 0) || 0;
  const max = number('maxmemory');
  const databases = databasesOf(fields);
  return {
    version: fields.get('redis_version') ?? 'of unknown version',
    runId: fields.get('run_id') ?? '',
    used: number('used_memory'),
    max: max > 0 ? max : null,
    policy: fields.get('maxmemory_policy') ?? 'unknown',
    fragmentation: number('mem_fragmentation_ratio') || null,
    clients: number('connected_clients'),
    keys: [...databases.values()].reduce((sum, keys) => sum + keys, 0),
    databases,
    counters: {
      hits: number('keyspace_hits'),
      misses: number('keyspace_misses'),
      evicted: number('evicted_keys'),
      expired: number('expired_keys'),
      rejected: number('rejected_connections'),
      errors: number('total_error_replies'),
      commands: number('total_commands_processed'),
    },
    errors: Object.fromEntries(
      [...fields].flatMap(([name, value]) => {
        const [, kind] = /^errorstat_([A-Z]{1,30})$/.exec(name) ?? [];
        return kind === undefined ? [] : [[kind, Number(/count=(\d+)/.exec(value)?.[1] ?? 0)]];
      }),
    ),
  };
}

/** What was counted between two readings of one server; null when they are of two runs of it, or a counter was set back. */
export function between(older: Reading, newer: Reading): Interval | null {
  if (older.info.runId !== newer.info.runId) return null;
  const [a, b] = [older.info.counters, newer.info.counters];
  const counted: Counters = {
    // What monitoring itself looked up, always of what is there, may be counted a moment before it is told.
    hits: b.hits >= a.hits ? Math.max(0, b.hits - a.hits - (newer.own - older.own)) : b.hits - a.hits,
    misses: b.misses - a.misses,
    evicted: b.evicted - a.evicted,
    expired: b.expired - a.expired,
    rejected: b.rejected - a.rejected,
    errors: b.errors - a.errors,
    commands: b.commands - a.commands,
  };
  if (Object.values(counted).some((count) => count < 0)) return null;
  return { seconds: (newer.at - older.at) / 1_000, ...counted };
}

/** `at` in milliseconds; `own` are look-ups that monitoring made, counted as `hits` are. */
export type Reading = { at: number; info: Info; own: number };

function databasesOf(fields: ReadonlyMap<string, string>): Map<number, number> {
  return new Map(
    [...fields].flatMap(([name, value]) => {
      const [, database] = /^db(\d+)$/.exec(name) ?? [];
      return database === undefined ? [] : [[Number(database), Number(/keys=(\d+)/.exec(value)?.[1] ?? 0)] as const];
    }),
  );
}
