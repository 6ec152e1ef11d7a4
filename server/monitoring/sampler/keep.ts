import 'server-only';
import type { Panel } from '#lib/monitoring/panel.ts';
import { type Facts, factsOf } from '#lib/monitoring/replay/facts.ts';
import { TOLD_AGAIN_SECONDS } from '#lib/monitoring/verdict/judge.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { sqlStateOf } from '#server/core/errors.ts';
import { log } from '#server/core/log.ts';
import { SILENCE } from '#server/monitoring/sampler/silence.ts';
import { sweepSamples } from '#server/monitoring/sampler/sweep.ts';

const FLUSH_EVERY_MS = 2_000;
/** What is not written because the database is away: half an hour of one part at full pace, then the oldest go. */
const WAITING_AT_MOST = 900;
const SWEEP_EVERY_MS = 600_000;
const MINUTE_MS = 60_000;
/** Minutes whose level waits to be written: as long as samples do. */
const LEVELS_AT_MOST = 30;

/** Where the sampler leaves what it saw. */
export type Sink = {
  sample(kind: string, panel: Panel<unknown>): void;
  verdict(verdict: Verdict): void;
  /** Another process judges from now on: what was judged last is not written again, and what is open is that one's. */
  forget(): void;
  close(): Promise<void>;
};

/** The worst that was told, and whether something could not be seen or was switched off while it was judged. */
type Level = { verdict: number; partly: boolean };
type Row = { kind: string; at: string; body: object; facts: Facts | null };

/**
 * Keeps samples, what each minute and hour came to, and what was told in `monitor`, behind the sampler's back: it never waits for the
 * database, and what cannot be written now is written later.
 */
export function keepInTables(): Sink {
  let waiting: Row[] = [];
  let verdict: Verdict | null = null;
  /** What was judged in each minute, by its beginning. */
  let levels = new Map<number, Level>();
  let written: string | null = null;
  let writtenAt = 0;
  /** The first verdict that could tell what lasts. */
  let began: string | null = null;
  let swept = 0;
  let sweeping = false;
  /** Parts of which a sample was dropped, each logged once. */
  const refused = new Set<string>();
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let flushing = flush();

  async function flush(): Promise<void> {
    const faults: unknown[] = [];
    // One that fails leaves the others alone.
    for (const step of [keepSamples, keepIncidents])
      await step().catch((error: unknown) => {
        faults.push(error);
      });
    const [fault] = faults;
    const message = fault instanceof Error ? fault.message : String(fault);
    if (faults.length > 0 && !failing) log.warn({ event: 'monitoring.not_kept', message });
    failing = faults.length > 0;
    void sweep();
    if (!closed)
      timer = setTimeout(() => {
        flushing = flush();
      }, FLUSH_EVERY_MS);
  }

  async function keepSamples(): Promise<void> {
    const rows = waiting;
    const judged = levels;
    waiting = [];
    levels = new Map();
    if (rows.length === 0 && judged.size === 0) return;
    try {
      await writeAllButRefused(rows, judged, (kind, state) => {
        if (!refused.has(kind)) log.warn({ event: 'monitoring.sample_refused', part: kind, state });
        refused.add(kind);
      });
    } catch (error) {
      waiting = [...rows, ...waiting].slice(-WAITING_AT_MOST);
      levels = mergedLevels(judged, levels);
      throw error;
    }
  }

  async function keepIncidents(): Promise<void> {
    const told = verdict;
    const keys = told === null ? '' : textOf(told);
    if (told === null || (keys === written && Date.now() - writtenAt < MINUTE_MS)) return;
    await writeIncidents(told, began ?? told.at);
    written = keys;
    writtenAt = Date.now();
  }

  /** Beside the rest: it asks how large tables are, which waits for as long as one of them is locked. */
  async function sweep(): Promise<void> {
    if (closed || sweeping || Date.now() - swept <= SWEEP_EVERY_MS) return;
    swept = Date.now();
    sweeping = true;
    try {
      await sweepSamples();
    } catch (error) {
      log.warn({ event: 'monitoring.not_swept', message: error instanceof Error ? error.message : String(error) });
    }
    sweeping = false;
  }

  return {
    sample(kind, panel) {
      // What is old was kept when it was new.
      if (panel.state === 'stale') return;
      const { at, ...body } = panel;
      if (body.state === 'measured') waiting.push({ kind, at, body, facts: factsOf(kind, body.value) });
      // A part stays blind from one instant on: each look that found it so is a sample of its own.
      else waiting.push({ kind, at: new Date().toISOString(), body: { ...body, since: at }, facts: null });
      if (waiting.length > WAITING_AT_MOST) waiting = waiting.slice(-WAITING_AT_MOST);
    },
    verdict(newest) {
      verdict = newest;
      // While Postgres is silent no part says what lasts.
      if (newest.causes.every(({ key }) => key !== SILENCE)) began ??= newest.at;
      const minute = Math.floor(Date.parse(newest.at) / MINUTE_MS) * MINUTE_MS;
      levels = mergedLevels(levels, new Map([[minute, levelOf(newest)]]));
    },
    forget() {
      verdict = null;
      written = null;
      began = null;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await flushing;
      if (!failing) await flush();
    },
  };
}

/** The worse of both, by minute; the newest alone where there are too many. */
function mergedLevels(older: ReadonlyMap<number, Level>, newer: ReadonlyMap<number, Level>): Map<number, Level> {
  const merged = new Map(older);
  for (const [minute, { verdict, partly }] of newer) {
    const before = merged.get(minute) ?? { verdict: 0, partly: false };
    merged.set(minute, { verdict: Math.max(before.verdict, verdict), partly: before.partly || partly });
  }
  return new Map([...merged].slice(-LEVELS_AT_MOST));
}

function levelOf({ causes, unseen, off = [] }: Verdict): Level {
  const partly = unseen.length > 0 || off.length > 0;
  if (causes.length === 0) return { verdict: 0, partly };
  return { verdict: causes.some(({ severity }) => severity === 'crit') ? 2 : 1, partly };
}

/** What a verdict comes to in the incidents: as long as it is the same, they need not be written. */
function textOf({ causes, held = [] }: Verdict): string {
  return [...causes.map(({ key, severity, sentence }) => `${key} ${severity} ${sentence}`), ...held].join('\n');
}

/** A sample that no row can hold is dropped, and told of; it must not keep the others out for good. */
async function writeAllButRefused(
  rows: readonly Row[],
  levels: ReadonlyMap<number, Level>,
  onRefused: (kind: string, sqlState: string) => void,
): Promise<void> {
  if ((await refusalOf(writeSamples(rows, levels))) === null) return;
  await writeSamples([], levels);
  for (const row of rows) {
    const state = await refusalOf(writeSamples([row], new Map()));
    if (state !== null) onRefused(row.kind, state);
  }
}

/** The SQLSTATE, of class 22 (the data itself), with which it was refused; null when it was written. @throws any other error */
async function refusalOf(writing: Promise<void>): Promise<string | null> {
  try {
    await writing;
    return null;
  } catch (error) {
    const state = sqlStateOf(error);
    if (!state?.startsWith('22')) throw error;
    return state;
  }
}

/** Samples with what they add to their minute and hour, in one statement: a sample that comes again adds nothing. */
async function writeSamples(rows: readonly Row[], levels: ReadonlyMap<number, Level>): Promise<void> {
  const judged = [...levels].map(([minute, facts]) => ({ at: new Date(minute).toISOString(), facts }));
  await mainPool().query(
    `with given as (
       select r ->> 'kind' as kind, (r ->> 'at')::timestamptz as at, r -> 'body' as body, r -> 'facts' as facts from jsonb_array_elements($1::jsonb) as r
     ), taken as (
       insert into monitor.samples (kind, at, body) select kind, at, body from given on conflict (kind, at) do nothing returning kind, at
     ), news as (
       select g.at, g.facts from given g join taken using (kind, at) where jsonb_typeof(g.facts) = 'object'
       union all select (r ->> 'at')::timestamptz, r -> 'facts' from jsonb_array_elements($2::jsonb) as r
     ), facts as (
       select n.at, f.* from news n cross join lateral jsonb_to_record(n.facts) as f (sessions int, active int, waiting int, blocked int,
         pools int, pool_out int, pool_most int, pool_waiting int, redis int, redis_state smallint, hit_rate real, verdict smallint, partly boolean, trouble int)
     )
     insert into monitor.summaries as s (grain, at, sessions, active, waiting, blocked, pools, pool_out, pool_most, pool_waiting, redis, redis_state, hit_rate, verdict, partly, trouble, trouble_at)
     select g.grain, date_bin(make_interval(mins => g.grain), f.at, timestamptz '2000-01-01 00:00Z'),
       coalesce(sum(f.sessions), 0), max(f.active), max(f.waiting), max(f.blocked), coalesce(sum(f.pools), 0), max(f.pool_out), max(f.pool_most), max(f.pool_waiting),
       coalesce(sum(f.redis), 0), max(f.redis_state), min(f.hit_rate), max(f.verdict), bool_or(f.partly), max(f.trouble), (array_agg(f.at order by f.trouble desc, f.at) filter (where f.trouble > 0))[1]
     from facts f cross join (values (1), (60)) as g (grain) group by 1, 2
     on conflict (grain, at) do update set sessions = s.sessions + excluded.sessions, active = greatest(s.active, excluded.active), waiting = greatest(s.waiting, excluded.waiting),
       blocked = greatest(s.blocked, excluded.blocked), pools = s.pools + excluded.pools, pool_out = greatest(s.pool_out, excluded.pool_out), pool_most = greatest(s.pool_most, excluded.pool_most),
       pool_waiting = greatest(s.pool_waiting, excluded.pool_waiting), redis = s.redis + excluded.redis, redis_state = greatest(s.redis_state, excluded.redis_state),
       hit_rate = least(s.hit_rate, excluded.hit_rate), verdict = greatest(s.verdict, excluded.verdict), partly = case when s.partly is null then excluded.partly else s.partly or coalesce(excluded.partly, false) end,
       trouble_at = case when excluded.trouble > coalesce(s.trouble, 0) then excluded.trouble_at else s.trouble_at end, trouble = greatest(s.trouble, excluded.trouble)`,
    [JSON.stringify(rows), JSON.stringify(judged)],
  );
}

/**
 * Opens what is told anew, brings the rest up to date, and ends what is told no more: what was open when judging began, once it has had the
 * time to be told again, and what a part blamed that cannot see by now, once it is seen to be over.
 */
async function writeIncidents({ at, causes, held = [] }: Verdict, began: string): Promise<void> {
  await mainPool().query(
    `with told as (
       select r ->> 'key' as key, r ->> 'severity' as severity, (r ->> 'since')::timestamptz as since, (r ->> 'toldAt')::timestamptz as told_at, r as cause
       from jsonb_array_elements($1::jsonb) as r
     ), ended as (
       update monitor.incidents i set ended_at = $2::timestamptz where i.ended_at is null and i.key not in (select key from told) and i.key <> all ($5)
         and (i.told_at >= $3::timestamptz or $2::timestamptz >= $3::timestamptz + make_interval(secs => $4 + coalesce((i.cause ->> 'holdSeconds')::float8, 0)))
     )
     insert into monitor.incidents as i (key, severity, since, told_at, cause) select key, severity, since, told_at, cause from told
     on conflict (key) where ended_at is null do update set severity = excluded.severity, cause = excluded.cause`,
    [JSON.stringify(causes), at, began, TOLD_AGAIN_SECONDS, held],
  );
}
