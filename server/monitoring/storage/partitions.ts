import 'server-only';
import type pg from 'pg';
import { z } from 'zod';
import type { PartitionedRow } from '#lib/monitoring/storage/sample.ts';
import { findLocked } from './locked.ts';

/** How much of one partition's length ahead a partition must be there: whoever makes the next one has a tenth of it for that. */
const AHEAD = 0.9;
const SHOWN = 20;

const rowsSchema = z.array(
  z.object({
    name: z.string(),
    parts: z.array(z.object({ bound: z.string().nullable(), rows: z.number(), locked: z.boolean() })),
  }),
);

/**
 * Tables that are partitioned by ranges of time (but those of pg-boss, which looks after its own), and whether a partition is there for now and for what comes.
 * @param known as they were last seen, for those of which somebody holds a partition exclusively
 */
export async function findPartitioned(
  client: pg.ClientBase,
  known: readonly PartitionedRow[],
  now: Date,
): Promise<PartitionedRow[]> {
  const { rows } = await client.query(
    `select n.nspname || '.' || t.relname as name, json_agg(json_build_object(
              'bound', case when not h.inhrelid = any($1::oid[]) then pg_get_expr(c.relpartbound, c.oid) end,
              'rows', coalesce(s.n_live_tup, 0), 'locked', h.inhrelid = any($1::oid[]))) as parts
     from pg_partitioned_table p
     join pg_class t on t.oid = p.partrelid join pg_namespace n on n.oid = t.relnamespace
     join pg_attribute a on a.attrelid = t.oid and a.attnum = p.partattrs[0]
     join pg_inherits h on h.inhparent = t.oid join pg_class c on c.oid = h.inhrelid
     left join pg_stat_user_tables s on s.relid = c.oid
     where p.partstrat = 'r' and p.partnatts = 1 and n.nspname <> 'jobs' and a.atttypid in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype)
     group by 1 order by 1 limit $2`,
    [await findLocked(client), SHOWN],
  );
  return rowsSchema.parse(rows).flatMap(({ name, parts }) => {
    if (parts.some(({ locked }) => locked)) return known.filter((row) => row.name === name);
    const ranges = parts.flatMap(({ bound }) => rangeOf(bound ?? '')).sort((a, b) => a.from - b.from);
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (first === undefined || last === undefined) return [];
    const lengths = ranges.map(({ from, to }) => to - from).filter(Number.isFinite);
    const step = lengths.at(-1) ?? 0;
    const covers = (instant: number) => ranges.some(({ from, to }) => from <= instant && instant < to);
    const defaults = parts.filter(({ bound }) => bound === 'DEFAULT');
    return [
      {
        name,
        partitions: ranges.length,
        oldestFrom: instantOf(first.from),
        newestTo: instantOf(last.to),
        coversNow: covers(now.getTime()),
        coversNext: covers(now.getTime() + AHEAD * step),
        inDefault: defaults[0]?.rows ?? null,
      },
    ];
  });
}

/** The range of `FOR VALUES FROM ('2026-11-01 00:00:00') TO (MAXVALUE)`; the session reads times in UTC. */
function rangeOf(bound: string): { from: number; to: number }[] {
  const [, begin = '', end = ''] = /FROM \((.+)\) TO \((.+)\)/.exec(bound) ?? [];
  const [from, to] = [timeOf(begin), timeOf(end)];
  return Number.isNaN(from) || Number.isNaN(to) ? [] : [{ from, to }];
}

function timeOf(bound: string): number {
  if (bound === 'MINVALUE' || bound === "'-infinity'") return Number.NEGATIVE_INFINITY;
  if (bound === 'MAXVALUE' || bound === "'infinity'") return Number.POSITIVE_INFINITY;
  const text = bound.slice(1, 20).replace("'", '');
  return Date.parse(`${text.replace(' ', 'T')}${text.includes(':') ? 'Z' : ''}`);
}

/** Null for what has no beginning, or no end. */
function instantOf(time: number): string | null {
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}
