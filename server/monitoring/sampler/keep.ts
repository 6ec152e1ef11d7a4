import 'server-only';
import type { Panel } from '#lib/monitoring/panel.ts';
import type { Verdict } from '#lib/monitoring/verdict/verdict.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { log } from '#server/core/log.ts';

const FLUSH_EVERY_MS = 2_000;
/** What is not written because the database is away: half an hour of one part at full pace, then the oldest go. */
const WAITING_AT_MOST = 900;
const SWEEP_EVERY_MS = 600_000;
const KEPT_HOURS = 72;
const SWEPT_AT_ONCE = 20_000;

/** Where the sampler leaves what it saw. */
export type Sink = {
  sample(kind: string, panel: Panel<unknown>): void;
  verdict(verdict: Verdict): void;
  close(): Promise<void>;
};

type Row = { kind: string; at: string; body: object };

/**
 * Keeps samples and what was told in `monitor`, behind the sampler's back: it never waits for the database, and what cannot be
 * written now is written later.
 */
export function keepInTables(): Sink {
  let waiting: Row[] = [];
  let verdict: Verdict | null = null;
  let written = '';
  let swept = 0;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let flushing = flush();

  async function flush(): Promise<void> {
    const rows = waiting;
    waiting = [];
    try {
      if (rows.length > 0) await writeSamples(rows);
      const told = verdict;
      const keys = told?.causes.map(({ key, severity, sentence }) => `${key} ${severity} ${sentence}`).join('\n') ?? '';
      if (told !== null && keys !== written) {
        await writeIncidents(told);
        written = keys;
      }
      if (Date.now() - swept > SWEEP_EVERY_MS) {
        swept = Date.now();
        await sweep();
      }
      failing = false;
    } catch (error) {
      waiting = [...rows, ...waiting].slice(-WAITING_AT_MOST);
      const message = error instanceof Error ? error.message : String(error);
      if (!failing) log.warn({ event: 'monitoring.not_kept', message });
      failing = true;
    }
    if (!closed)
      timer = setTimeout(() => {
        flushing = flush();
      }, FLUSH_EVERY_MS);
  }

  return {
    sample(kind, { at, ...body }) {
      // What is old was kept when it was new.
      if (body.state !== 'stale') waiting.push({ kind, at, body });
    },
    verdict(newest) {
      verdict = newest;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await flushing;
      if (!failing) await flush();
    },
  };
}

async function writeSamples(rows: readonly Row[]): Promise<void> {
  await mainPool().query(
    `insert into monitor.samples (kind, at, body)
     select r ->> 'kind', (r ->> 'at')::timestamptz, r -> 'body' from jsonb_array_elements($1::jsonb) as r
     on conflict (kind, at) do nothing`,
    [JSON.stringify(rows)],
  );
}

/** Opens what is told anew, brings the rest up to date, and ends what is told no more. */
async function writeIncidents({ at, causes }: Verdict): Promise<void> {
  await mainPool().query(
    `with told as (
       select r ->> 'key' as key, r ->> 'severity' as severity, (r ->> 'since')::timestamptz as since, (r ->> 'toldAt')::timestamptz as told_at, r as cause
       from jsonb_array_elements($1::jsonb) as r
     ), ended as (
       update monitor.incidents i set ended_at = $2::timestamptz where i.ended_at is null and i.key not in (select key from told)
     )
     insert into monitor.incidents as i (key, severity, since, told_at, cause) select key, severity, since, told_at, cause from told
     on conflict (key) where ended_at is null do update set severity = excluded.severity, cause = excluded.cause`,
    [JSON.stringify(causes), at],
  );
}

async function sweep(): Promise<void> {
  await mainPool().query(
    `delete from monitor.samples where ctid = any (array(
       select s.ctid from (select distinct kind from monitor.samples) as k
       cross join lateral (select ctid from monitor.samples s where s.kind = k.kind and s.at < now() - make_interval(hours => $1) limit $2) as s))`,
    [KEPT_HOURS, SWEPT_AT_ONCE],
  );
}
