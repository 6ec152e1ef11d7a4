import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { databaseUrl, startProduct, stopProduct } from '#bench/lib/product.ts';
import { withServer } from '#bench/lib/server.ts';
import { performanceAnswerSchema } from '#lib/api/turns.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { createApiKey } from '#server/core/auth/api-key.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { repositoryRoot } from '#server/core/paths.ts';

const FIXTURE = 'test/fixtures/conversations/log.jsonl';
const ZONES = ['UTC', 'Asia/Dhaka', 'Asia/Kathmandu', 'America/New_York'];
const AT_ONCE = 500;
const DAY_MS = 86_400_000;
const GATE = 0.99;
const JUDGED_WITHIN_MS = 300_000;

const lineSchema = z.looseObject({ session_id: z.string(), is_answered: z.int(), created_at: z.string() });
type Line = z.infer<typeof lineSchema>;
const recountSchema = z.record(
  z.string(),
  z.record(z.string(), z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()])),
);
const outcomesSchema = z.object({ results: z.array(z.object({ status: z.string() })) });

export type DailyReport = {
  turns: number;
  zones: { zone: string; days: number; differing: number }[];
  judged: { spoke: number; precision: number; recall: number };
};

/**
 * Posts a log to a running product over HTTP and holds the daily figures of its API against a recount by a script that knows nothing of
 * it (Python), in several zones; then posts it again without its `is_answered` and holds what was judged of it against that.
 * @returns the gates missed: no day may differ, precision and recall at least 0.99
 */
export async function runDaily(
  parameters: readonly string[],
  say: (line: string) => void,
): Promise<{ report: DailyReport; missed: string[] }> {
  const given = parameters[parameters.indexOf('--log') + 1];
  const file = parameters.includes('--log') && given !== undefined ? given : join(repositoryRoot, FIXTURE);
  const text = readFileSync(file, 'utf8');
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => lineSchema.parse(JSON.parse(line)));
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-eval-'));
  chmodSync(folder, 0o711);
  setEnvironment({ SWITCHBOARD_DATA_DIR: join(folder, 'web') });
  try {
    return await withServer(async () => {
      const environment = { SWITCHBOARD_DATA_DIR: join(folder, 'web'), DATABASE_URL: databaseUrl() };
      const product = await startProduct({ ...environment, SWITCHBOARD_CONNECTION: '' });
      try {
        const scopes = ['conversations:write', 'analytics:read'] as const;
        const made = await createApiKey(systemActor('eval'), { name: 'eval', scopes: [...scopes], expiresAt: null });
        if (!made.ok) throw new Error(made.message);
        const report = await evaluate({ url: product.url, key: made.value.key }, file, lines, say);
        return { report, missed: missedIn(report) };
      } finally {
        await stopProduct(product.child);
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Deployment = { url: string; key: string };

async function evaluate(
  deployment: Deployment,
  file: string,
  lines: readonly Line[],
  say: (line: string) => void,
): Promise<DailyReport> {
  await post(deployment, lines);
  const script = join(import.meta.dirname, 'recount.py');
  const counted = recountSchema.parse(
    JSON.parse(execFileSync('python3', [script, file, ...ZONES], { encoding: 'utf8', maxBuffer: 1 << 26 })),
  );
  say(`${lines.length} turns posted\n\nzone              days  differing`);
  const zones: DailyReport['zones'] = [];
  for (const zone of ZONES) {
    const days = counted[zone] ?? {};
    const differing = await differingDays(deployment, zone, days);
    for (const sentence of differing) say(`  ${sentence}`);
    zones.push({ zone, days: Object.keys(days).length, differing: differing.length });
    say(`${zone.padEnd(16)}${String(Object.keys(days).length).padStart(6)}${String(differing.length).padStart(11)}`);
  }
  const judged = await judge(deployment, lines);
  say(`\nPosted again without is_answered: ${judged.spoke} called unanswered,`);
  say(`precision ${judged.precision.toFixed(4)}, recall ${judged.recall.toFixed(4)}`);
  return { turns: lines.length, zones, judged };
}

async function post({ url, key }: Deployment, turns: readonly object[]): Promise<void> {
  for (let from = 0; from < turns.length; from += AT_ONCE) {
    const answer = await fetch(`${url}/api/conversations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(turns.slice(from, from + AT_ONCE)),
    });
    const { results } = outcomesSchema.parse(await answer.json());
    const refused = results.findIndex(({ status }) => status !== 'stored');
    if (refused >= 0) throw new Error(`Turn ${from + refused} was not stored: ${JSON.stringify(results[refused])}`);
  }
}

async function differingDays(
  { url, key }: Deployment,
  zone: string,
  counted: z.infer<typeof recountSchema>[string],
): Promise<string[]> {
  const first = Math.min(...Object.keys(counted).map((date) => Date.parse(date)));
  const days = Math.ceil((Date.now() - first) / DAY_MS) + 2;
  const answer = await fetch(`${url}/api/analytics/performance?days=${days}&tz=${encodeURIComponent(zone)}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { daily_metrics } = performanceAnswerSchema.parse(await answer.json());
  const told = new Map(daily_metrics.map((day) => [day.date, day]));
  const dates = new Set([
    ...Object.keys(counted),
    ...daily_metrics.filter((day) => day.total_conversations > 0).map(({ date }) => date),
  ]);
  return [...dates].sort().flatMap((date) => {
    const [turns, answered, unanswered, milliseconds, timed] = counted[date] ?? [0, 0, 0, 0, 0];
    const day = told.get(date);
    const ours = [day?.total_conversations, day?.answered_count, day?.unanswered_count, day?.avg_response_time_ms];
    const average = timed === 0 ? null : Math.round((milliseconds / timed) * 10) / 10;
    const theirs = [turns, answered, unanswered, average];
    return ours.every((figure, place) => figure === theirs[place])
      ? []
      : [`${date} in ${zone}: told ${ours.join(', ')}; counted ${theirs.join(', ')}`];
  });
}

/** The same turns in sessions of their own, judged by the product alone. */
async function judge(deployment: Deployment, lines: readonly Line[]): Promise<DailyReport['judged']> {
  const again = lines.map(({ is_answered: _, ...turn }) => ({
    ...turn,
    session_id: `again-${turn.session_id}`,
    event_id: randomUUID(),
  }));
  await post(deployment, again);
  const states = await judgedStates(again.length);
  const [spoke, failed, both] = again.reduce(
    ([spoken, bad, right], { event_id }, place) => {
      const says = Number(states.get(event_id) === 'unanswered');
      const is = Number(lines[place]?.is_answered === 0);
      return [spoken + says, bad + is, right + says * is];
    },
    [0, 0, 0] as [number, number, number],
  );
  return { spoke, precision: both / Math.max(1, spoke), recall: both / Math.max(1, failed) };
}

const statesSchema = z.array(z.object({ event: z.string(), state: z.string() }));

/** The state of each turn by its event, once none waits to be judged. */
async function judgedStates(turns: number): Promise<ReadonlyMap<string, string>> {
  const deadline = Date.now() + JUDGED_WITHIN_MS;
  for (;;) {
    const { rows } = await mainPool().query(
      `select c.event_id::text as event, s.state from conversations c join conversation_states s on s.id = c.id and s.created_at = c.created_at
       where c.session_id like 'again-%'`,
    );
    const states = statesSchema.parse(rows);
    if (states.length === turns && states.every(({ state }) => state !== 'unknown'))
      return new Map(states.map(({ event, state }) => [event, state]));
    if (Date.now() > deadline) throw new Error('The worker did not judge all of them in time.');
    await sleep(1_000);
  }
}

function missedIn({ zones, judged: { precision, recall } }: DailyReport): string[] {
  return [
    ...zones.flatMap(({ zone, differing }) => (differing === 0 ? [] : [`${differing} days differ in ${zone}`])),
    ...(precision >= GATE && recall >= GATE
      ? []
      : [`judged: precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, both at least ${GATE}`]),
  ];
}
