import 'server-only';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PoolFigures, poolSampleSchema } from '#lib/monitoring/pool/figures.ts';
import { histogramSamples, type Metric, prometheusText, type Sample } from '#lib/monitoring/prometheus.ts';
import { type Actor, requireScope, systemActor } from '#server/core/auth/actor.ts';
import { readTotals } from '#server/core/failures/book.ts';
import { ACK_BOUNDS_MS, ingestFigures } from '#server/core/health/ingest.ts';
import { probePostgres } from '#server/core/health/postgres.ts';
import { within } from '#server/core/within.ts';
import { getLatest, getVerdict } from '#server/monitoring/latest.ts';
import { readPools } from '#server/monitoring/pool/read-pools.ts';

const PATIENCE_MS = 1_200;
const quantiles = [
  ['0.5', 'p50'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
] as const;

/** `GET /metrics` for a program whose key has `metrics:read`: from memory, also while the database does not answer. */
export async function answerMetrics(actor: Actor, _request: IncomingMessage, response: ServerResponse): Promise<void> {
  requireScope(actor, 'metrics:read');
  const text = prometheusText([
    ...(await postgresMetrics()),
    ...poolMetrics(),
    ...ingestMetrics(),
    ...failureMetrics(),
    ...verdictMetrics(),
    ...processMetrics(),
  ]);
  response.writeHead(200, {
    'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

async function postgresMetrics(): Promise<Metric[]> {
  const health = await within(PATIENCE_MS, probePostgres(), null);
  const isUp = health?.status === 'healthy';
  return [
    gauge('switchboard_postgres_up', 'Whether Postgres answers a probe within a second.', [{ value: isUp ? 1 : 0 }]),
    gauge(
      'switchboard_postgres_probe_seconds',
      'How long it took to answer.',
      isUp ? [{ value: health.latencyMs / 1_000 }] : [],
    ),
  ];
}

/** Our own pools as they are now, the worker's as it last told. */
function poolMetrics(): Metric[] {
  const panel = getLatest(systemActor('metrics'), 'pool');
  const told = panel.state === 'measured' ? poolSampleSchema.safeParse(panel.value) : undefined;
  const others = told?.success ? told.data.filter(({ process }) => process !== 'web') : [];
  const pools = [...readPools(), ...others];
  const each = (of: (pool: PoolFigures) => Sample[]) =>
    pools.flatMap((pool) =>
      of(pool).map(({ labels, value }) => ({ labels: { pool: pool.name, process: pool.process, ...labels }, value })),
    );
  const counter = (name: string, help: string, of: keyof PoolFigures['counts']): Metric => ({
    ...{ name: `switchboard_pool_${name}_total`, help, type: 'counter' },
    samples: each(({ counts }) => [{ value: counts[of] }]),
  });
  return [
    gauge(
      'switchboard_pool_connections',
      'Connections by state.',
      each(({ out, idle }) => [
        { labels: { state: 'out' }, value: out },
        { labels: { state: 'idle' }, value: idle },
      ]),
    ),
    gauge(
      'switchboard_pool_max_connections',
      'Connections it may open.',
      each(({ max }) => [{ value: max }]),
    ),
    gauge(
      'switchboard_pool_waiting',
      'Callers that wait for a connection.',
      each(({ waiting }) => [{ value: waiting }]),
    ),
    gauge(
      'switchboard_pool_wait_seconds',
      'From asking to getting, over the last minute.',
      each(({ wait }) => spread(wait)),
    ),
    gauge(
      'switchboard_pool_hold_seconds',
      'From getting to release, over the last minute.',
      each(({ hold }) => spread(hold)),
    ),
    counter('checkouts', 'Connections handed out.', 'checkouts'),
    counter('timeouts', 'Callers that gave up waiting.', 'timeouts'),
    counter('failed', 'Connections that could not be opened.', 'failed'),
    counter('opened', 'Connections opened.', 'opened'),
    counter('recycled', 'Connections closed for their age.', 'recycled'),
  ];
}

function spread(times: PoolFigures['wait']): Sample[] {
  if (times.count === 0) return [];
  return quantiles.map(([quantile, name]) => ({ labels: { quantile }, value: times[name] / 1_000 }));
}

function ingestMetrics(): Metric[] {
  const { accepted, duplicates, invalid, rateLimited, unavailable, backlogBytes, acks, ackMs } = ingestFigures();
  const turns = { accepted, duplicate: duplicates, invalid };
  const refused = { rate_limited: rateLimited, unavailable };
  const bounds = ACK_BOUNDS_MS.map((bound) => bound / 1_000);
  return [
    {
      ...{ name: 'switchboard_ingest_turns_total', help: 'Turns by what became of them.', type: 'counter' },
      samples: Object.entries(turns).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
    {
      ...{ name: 'switchboard_ingest_refused_total', help: 'Requests sent away, by reason.', type: 'counter' },
      samples: Object.entries(refused).map(([reason, value]) => ({ labels: { reason }, value })),
    },
    gauge('switchboard_ingest_backlog_bytes', 'What waits to be stored.', [{ value: backlogBytes }]),
    {
      ...{
        name: 'switchboard_ingest_ack_seconds',
        help: 'From the last byte of a request to its answer, of those that stored something.',
        type: 'histogram',
      },
      samples: histogramSamples(bounds, acks, ackMs / 1_000),
    },
  ];
}

/** What the errors page counts, of this web process. */
function failureMetrics(): Metric[] {
  const totals = readTotals();
  const failed = totals.filter((total) => total.failed > 0);
  const done = totals.filter(({ kind }) => kind === 'route' || kind === 'action');
  return [
    {
      ...{ name: 'switchboard_failures_total', type: 'counter' },
      help: 'What failed: answers with 5xx by route, actions, statements by SQLSTATE, connections and waits by pool.',
      samples: failed.map(({ kind, name, failed: value }) => ({ labels: { kind, name }, value })),
    },
    {
      ...{ name: 'switchboard_attempts_total', type: 'counter' },
      help: 'How many answers and actions there were, of which those failed.',
      samples: done.map(({ kind, name, total: value }) => ({ labels: { kind, name }, value })),
    },
  ];
}

function verdictMetrics(): Metric[] {
  const verdict = getVerdict(systemActor('metrics'));
  const causes = verdict?.causes ?? [];
  return [
    gauge('switchboard_verdict_known', 'Whether monitoring says what is to blame.', [
      { value: verdict === null ? 0 : 1 },
    ]),
    gauge(
      'switchboard_cause',
      'What is to blame, by its key; 1 each.',
      causes.map(({ key, severity }) => ({ labels: { key, severity }, value: 1 })),
    ),
    gauge(
      'switchboard_parts_unseen',
      'Parts that monitoring cannot see.',
      verdict === null ? [] : [{ value: verdict.unseen.length }],
    ),
  ];
}

function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage();
  return [
    gauge('process_resident_memory_bytes', 'Memory of the web process.', [{ value: process.memoryUsage.rss() }]),
    {
      ...{ name: 'process_cpu_seconds_total', help: 'Processor time of the web process.', type: 'counter' },
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge('process_start_time_seconds', 'When the web process started, in seconds since 1970.', [
      { value: Math.round(Date.now() / 1_000 - process.uptime()) },
    ]),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'gauge', samples };
}
