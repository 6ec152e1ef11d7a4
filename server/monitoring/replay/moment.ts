import 'server-only';
import { z } from 'zod';
import { severities } from '#lib/monitoring/cause.ts';
import type { Panel } from '#lib/monitoring/panel.ts';
import { poolSampleSchema } from '#lib/monitoring/pool/figures.ts';
import { redisSampleSchema } from '#lib/monitoring/redis/sample.ts';
import type { Moment, Sampled } from '#lib/monitoring/replay/moment.ts';
import { wholeSecond } from '#lib/monitoring/replay/move.ts';
import { closeUpOf, RAW_MS } from '#lib/monitoring/replay/params.ts';
import { filledStrip } from '#lib/monitoring/replay/strip.ts';
import { sessionsSchema } from '#lib/monitoring/sessions/sample.ts';
import { type Told, toldSchema } from '#lib/monitoring/verdict/verdict.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { getNames } from '#server/monitoring/pool/names.ts';
import { readPoints } from '#server/monitoring/replay/strip.ts';
import { isoOf } from '#server/monitoring/sessions/instant.ts';

/** Unwatched, the parts are read every 10 s. A sample older than this does not speak of the moment. */
const FRESH_MS = 60_000;
const WRITTEN_WITHIN_MS = 5_000;
const MOST_TOLD = 20;
const PARTS = ['sessions', 'pool', 'redis'] as const;
type Part = (typeof PARTS)[number];

const bodySchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('measured'), value: z.unknown() }),
  z.object({ state: z.literal('blind'), reason: z.string(), blinds: z.string(), mend: z.string().nullable() }),
]);
const rowsSchema = z.array(z.object({ kind: z.enum(PARTS), at: z.date().nullable(), body: z.unknown() }));
const neighboursSchema = z.object({ before: z.date().nullable(), after: z.date().nullable() });
const judgedSchema = z.tuple([z.object({ judged: z.boolean().nullable(), partly: z.boolean().nullable() })]);

const incidentsSchema = z.array(
  z.object({
    key: z.string(),
    severity: z.enum(severities),
    since: z.string(),
    toldAt: z.string(),
    sentence: z.string(),
    cause: z.unknown(),
  }),
);
/** What is left out of a cause that another release told in a form of its own. */
const bareCause = {
  holdSeconds: 0,
  hurts: 'Another release told this, and what it saw cannot be read by this one.',
  step: 'Look at what was sampled then, below.',
  evidence: [],
  href: '/monitoring',
  explains: [],
  weight: 0,
  action: null,
  symptoms: [],
};

type Row = { at: Date; body: unknown };

/** A moment of the past: what each part knew in its sample at or just before it, and what was told then. */
export async function getMoment(actor: Actor, at: Date, now = new Date()): Promise<Moment> {
  requirePermission(actor, 'monitoring.read');
  const stretch = closeUpOf(at.getTime(), now.getTime());
  const [rows, told, points, judged] = await Promise.all([
    findSamples(at),
    findTold(at),
    readPoints(stretch),
    judgedThen(at, now),
  ]);
  const sessions = sampled(rows.get('sessions'), at, sessionsSchema);
  const pool = sampled(rows.get('pool'), at, poolSampleSchema);
  const holders = pool.seen && pool.panel.state !== 'blind' ? pool.panel.value.flatMap((one) => one.holders) : [];
  const tags = holders.flatMap(({ actor: tag }) => tag ?? []).filter((tag) => /^(?:user|key):/.test(tag));
  const shown = rows.get('sessions')?.at ?? at;
  const [names, { before, after }] = await Promise.all([getNames(actor, tags), findNeighbours(shown, at)]);
  return {
    at: at.toISOString(),
    closeUp: filledStrip(stretch, points),
    told,
    judged,
    sessions,
    pool,
    redis: sampled(rows.get('redis'), at, redisSampleSchema),
    names,
    earlier: momentOf(before),
    later: momentOf(after),
  };
}

async function findSamples(at: Date): Promise<Map<Part, Row>> {
  const { rows } = await mainPool().query(
    `select k.kind, s.at, s.body from unnest($1::text[]) as k (kind)
     left join lateral (select at, body from monitor.samples s where s.kind = k.kind and s.at <= $2 order by s.at desc limit 1) s on true`,
    [PARTS, at],
  );
  return new Map(
    rowsSchema
      .parse(rows)
      .flatMap(({ kind, at: seenAt, body }) => (seenAt === null ? [] : [[kind, { at: seenAt, body }]])),
  );
}

/** The sample as a panel of that moment; one that is too old is not of it. */
function sampled<T>(row: Row | undefined, at: Date, schema: z.ZodType<T>): Sampled<T> {
  if (row === undefined) return { seen: false, last: null };
  const seenAt = row.at.toISOString();
  const body = bodySchema.safeParse(row.body);
  if (!body.success || at.getTime() - row.at.getTime() > FRESH_MS) return { seen: false, last: seenAt };
  if (body.data.state === 'blind') return { seen: true, panel: { at: seenAt, ...body.data } };
  const value = schema.safeParse(body.data.value);
  return {
    seen: true,
    panel: value.success ? { state: 'measured', at: seenAt, value: value.data } : ofOldForm(seenAt),
  };
}

function ofOldForm(at: string): Panel<never> {
  return {
    state: 'blind',
    at,
    reason: 'This sample was kept by another release and cannot be read by this one.',
    blinds: 'What was seen then is not shown.',
    mend: null,
  };
}

/** Incidents of which the moment is one, critical ones first. */
async function findTold(at: Date): Promise<Told[]> {
  const { rows } = await mainPool().query(
    `select key, severity, ${isoOf('since')} as since, ${isoOf('told_at')} as "toldAt", coalesce(cause ->> 'sentence', key) as sentence, cause from (select * from monitor.incidents where ended_at > $1 and told_at <= $1
                        union all select * from monitor.incidents where ended_at is null and told_at <= $1) as told
     order by severity = 'crit' desc, (cause ->> 'weight')::float8 desc nulls last, id limit ${MOST_TOLD}`,
    [at],
  );
  return incidentsSchema.parse(rows).map(({ cause, ...row }) => {
    const told = toldSchema.safeParse(cause);
    return told.success ? told.data : { ...bareCause, ...row };
  });
}

async function judgedThen(at: Date, now: Date): Promise<Moment['judged']> {
  const isKept = at.getTime() >= now.getTime() - RAW_MS;
  const [grain, unit] = isKept ? [1, 'minute'] : [60, 'hour'];
  // What is judged of a minute just begun is written some seconds later.
  const lately = new Date(at.getTime() - (now.getTime() - at.getTime() < WRITTEN_WITHIN_MS ? WRITTEN_WITHIN_MS : 0));
  const { rows } = await mainPool().query(
    `select bool_or(verdict is not null) as judged, bool_or(coalesce(partly, true)) filter (where verdict is not null) as partly
     from monitor.summaries where grain = $1 and at in (date_trunc($2, $3::timestamptz, $5), date_trunc($2, $4::timestamptz, $5))`,
    [grain, unit, at, lately, 'UTC'],
  );
  const [{ judged, partly }] = judgedSchema.parse(rows);
  if (judged !== true) return 'nobody';
  if (!isKept) return 'hour';
  return partly === false ? 'all' : 'partly';
}

async function findNeighbours(shown: Date, at: Date): Promise<z.infer<typeof neighboursSchema>> {
  const { rows } = await mainPool().query(
    `select (select at from monitor.samples where kind = 'sessions' and at < $1 order by at desc limit 1) as before,
            (select at from monitor.samples where kind = 'sessions' and at > $2 order by at limit 1) as after`,
    [shown, at],
  );
  return neighboursSchema.parse(rows[0]);
}

function momentOf(sample: Date | null): string | null {
  return sample === null ? null : new Date(wholeSecond(sample.getTime())).toISOString();
}
