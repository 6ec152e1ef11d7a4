import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Cause } from '#lib/monitoring/cause.ts';
import type { MonitorMessage } from '#lib/monitoring/message.ts';
import type { RuleSettings } from '#lib/monitoring/rules/in-force.ts';
import { gradeOf } from '#lib/monitoring/rules/rule.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { setEnvironment } from '#server/core/env.ts';
import { keepInTables } from '#server/monitoring/sampler/keep.ts';
import { readOpen } from '#server/monitoring/sampler/open.ts';
import { ownPartOf, type Part, partOf } from '#server/monitoring/sampler/part.ts';
import { Sampler } from '#server/monitoring/sampler/sampler.ts';
import { causeOf } from '#test/causes.ts';
import { withDatabase } from '#test/database.ts';

vi.setConfig({ testTimeout: 40_000 });
withDatabase();

const SOON = { timeout: 12_000 };
/** One that stands by looks again every 10 s. */
const ONCE_IT_LOOKS = { timeout: 16_000 };

const running: Sampler[] = [];
afterEach(async () => {
  vi.useRealTimers();
  setEnvironment({ DIRECT_DATABASE_URL: '' });
  await Promise.all(running.splice(0).map((sampler) => sampler.stop()));
  // What one test told may have been written down at its very end, or not.
  await mainPool().query('delete from monitor.incidents; delete from monitor.alerts; delete from monitor.summaries');
});

function start(
  parts: Part[],
  ruleSettings: () => RuleSettings = () => ({}),
  recall = readOpen,
): { sampler: Sampler; sent: MonitorMessage[] } {
  const sent: MonitorMessage[] = [];
  const send = (message: MonitorMessage) => sent.push(message);
  const sampler = new Sampler({ parts, send, keep: keepInTables(), ruleSettings, readOpen: recall });
  running.push(sampler);
  sampler.start();
  return { sampler, sent };
}

const panelsOf = (sent: readonly MonitorMessage[], name: string) =>
  sent.flatMap((message) => (message.kind === 'panel' && message.name === name ? [message.panel] : []));
const incidents = async () =>
  (await mainPool().query(`select key, ended_at is null as open from monitor.incidents order by id`)).rows;
const lastTold = (sent: readonly MonitorMessage[]) =>
  sent.findLast((message) => message.kind === 'verdict')?.verdict.causes.map(({ key }) => key);

/** Reads one number from the server. */
function counting(name: string, sql: string, causes: (value: number) => Cause[] = () => [], everySeconds = 0.2): Part {
  return partOf(
    {
      name,
      everySeconds,
      async read(client) {
        const { rows } = await client.query(sql);
        return { ok: true, value: Number(rows[0].value) };
      },
    },
    causes,
    { label: name, keys: [`${name}:`] },
  );
}

test('a part that fails leaves the others alone, and the line usable', async () => {
  const { sent } = start([
    counting('broken', 'select 1 / 0 as value'),
    counting('slow', 'select pg_sleep(3)::text as value'),
    counting('well', 'select 7 as value'),
  ]);
  await expect.poll(() => panelsOf(sent, 'slow').length, SOON).toBeGreaterThan(0);
  await expect.poll(() => panelsOf(sent, 'well').at(-1), SOON).toMatchObject({ state: 'measured', value: 7 });
  expect(panelsOf(sent, 'broken').at(-1)).toMatchObject({ state: 'blind', reason: 'division by zero' });
  expect(panelsOf(sent, 'slow').at(-1)).toMatchObject({ state: 'blind', reason: expect.stringContaining('timeout') });
  expect(sent.some((message) => message.kind === 'verdict' && message.verdict.causes.length > 0)).toBe(false);
});

test('a reading writes nothing and waits for no lock longer than half a second', async () => {
  const holder = await mainPool().connect();
  await holder.query('begin; lock table settings in access exclusive mode');
  const { sent } = start([
    counting('writes', `insert into monitor.heartbeats (process, at) values ('x', now()) returning 1 as value`),
    counting('waits', 'select count(*) as value from settings'),
  ]);
  await expect.poll(() => panelsOf(sent, 'waits').length, SOON).toBeGreaterThan(0);
  expect(panelsOf(sent, 'writes').at(-1)).toMatchObject({ reason: expect.stringContaining('read-only transaction') });
  expect(panelsOf(sent, 'waits').at(-1)).toMatchObject({ reason: expect.stringContaining('lock timeout') });
  await holder.query('rollback');
  holder.release();
  await expect.poll(() => panelsOf(sent, 'waits').at(-1)?.state, SOON).toBe('measured');
});

test('of two samplers on one database one samples; the other tells of a Postgres that is gone, and follows when it is back', async () => {
  const first = start([counting('well', 'select 1 as value')]);
  await expect.poll(() => panelsOf(first.sent, 'well').length, SOON).toBeGreaterThan(0);
  // One that is read seldom goes over the other connection.
  const second = start([
    counting('well', 'select 2 as value'),
    counting('seldom', 'select 3 as value', () => [causeOf('seldom:bad')], 5),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(new Set(second.sent.map(({ kind }) => kind))).toEqual(new Set(['elsewhere']));
  setEnvironment({ DIRECT_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/gone' });
  await first.sampler.stop();
  await expect.poll(() => lastTold(second.sent), ONCE_IT_LOOKS).toEqual(['postgres:silent']);
  await expect.poll(() => panelsOf(second.sent, 'well').at(-1)?.state, SOON).toBe('blind');
  expect(await incidents()).toEqual([]);
  setEnvironment({ DIRECT_DATABASE_URL: '' });
  await expect.poll(() => panelsOf(second.sent, 'well').at(-1), SOON).toMatchObject({ state: 'measured', value: 2 });
  await expect.poll(() => lastTold(second.sent), SOON).toEqual(['seldom:bad']);
});

test('one that gives way leaves alone what another process tells from then on', async () => {
  const { sampler, sent } = start([counting('well', 'select 1 as value', () => [causeOf('well:bad')])]);
  await expect.poll(incidents, SOON).toEqual([{ key: 'well:bad', open: true }]);
  const other = await mainPool().connect();
  onTestFinished(() => other.release(true));
  const locked = other.query("select pg_advisory_lock(hashtext('switchboard.sampler'))");
  await mainPool().query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'switchboard-monitor' and datname = current_database()",
  );
  await locked;
  await expect.poll(() => sent.at(-1)?.kind, SOON).toBe('elsewhere');
  await mainPool().query(
    `insert into monitor.incidents (key, severity, since, told_at, cause) values ('other:bad', 'warn', now(), now(), $1)`,
    [JSON.stringify(causeOf('other:bad'))],
  );
  vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });
  await sampler.stop();
  expect(await incidents()).toEqual([
    { key: 'well:bad', open: true },
    { key: 'other:bad', open: true },
  ]);
});

test('samples and what was told are kept, and what is told no more is ended', async () => {
  await mainPool().query(
    `insert into monitor.samples (kind, at, body) values ('old', now() - interval '73 hours', '{}')`,
  );
  let isBad = true;
  const { sent } = start([
    counting('kept', 'select 1 as value', () => (isBad ? [causeOf('well:bad')] : [])),
    ownPartOf({ name: 'own', everySeconds: 0.2, read: async () => ({ ok: true, value: 3 }) }, () => [], {
      label: 'own',
      keys: [],
    }),
  ]);
  await expect.poll(() => lastTold(sent), SOON).toEqual(['well:bad']);
  await expect.poll(incidents, SOON).toEqual([{ key: 'well:bad', open: true }]);
  isBad = false;
  await expect.poll(() => lastTold(sent), SOON).toEqual([]);
  await expect.poll(incidents, SOON).toEqual([{ key: 'well:bad', open: false }]);
  const { rows } = await mainPool().query(
    `select kind, count(*)::int > 2 as some from monitor.samples where kind in ('own', 'kept', 'old') group by 1 order by 1`,
  );
  expect(rows).toEqual([
    { kind: 'kept', some: true },
    { kind: 'own', some: true },
  ]);
});

test('what was open before a restart is not over while its part cannot see', async () => {
  const cause = JSON.stringify(causeOf('blind:old'));
  await mainPool().query(
    `insert into monitor.incidents (key, severity, since, told_at, cause) values ('blind:old', 'warn', now(), now() - interval '1 hour', $1)`,
    [cause],
  );
  await mainPool().query(
    `insert into monitor.alerts (id, key, severity, raised_at, cause) values (gen_random_uuid(), 'blind:new', 'warn', now(), $1), (gen_random_uuid(), 'well:bad', 'warn', now(), $1)`,
    [cause],
  );
  const blind = { ok: false, reason: 'No right.', blinds: 'Nothing is known.', mend: null } as const;
  let isAway = true;
  const { sent } = start(
    [
      ownPartOf({ name: 'blind', everySeconds: 0.2, read: async () => blind }, () => [], {
        label: 'blind',
        keys: ['blind:'],
      }),
      counting('well', 'select 1 as value'),
    ],
    undefined,
    async () => {
      if (!isAway) return readOpen(new Date());
      isAway = false;
      throw new Error('no database');
    },
  );
  const held = () => sent.findLast((message) => message.kind === 'verdict')?.verdict.held?.toSorted();
  await expect.poll(held, SOON).toEqual(['blind:new', 'blind:old']);
});

test.each([
  { minutes: 2, what: 'began when it did', recalled: true },
  { minutes: 20, what: 'began anew where nobody judged for long', recalled: false },
])('what was open $minutes min before a restart $what', async ({ minutes, recalled }) => {
  const before = { since: '2026-11-01T08:00:00.000Z', toldAt: '2026-11-01T08:01:00.000Z' };
  await mainPool().query(
    `insert into monitor.incidents (key, severity, since, told_at, cause) values ('disk:one', 'warn', $1, $2, $3)`,
    [before.since, before.toldAt, JSON.stringify(causeOf('disk:one'))],
  );
  await mainPool().query(
    `insert into monitor.alerts (id, key, severity, raised_at, cause) values (gen_random_uuid(), 'disk:two', 'warn', $2, $1)`,
    [JSON.stringify({ ...causeOf('disk:two'), ...before, symptoms: [] }), before.toldAt],
  );
  await mainPool().query(
    `insert into monitor.summaries (grain, at, verdict) select 1, date_trunc('minute', now()) - make_interval(mins => $1), 1`,
    [minutes],
  );
  const { sent } = start([
    counting('disk', 'select 1 as value', () => [causeOf('disk:one'), causeOf('disk:two'), causeOf('disk:new')]),
  ]);
  const told = () => sent.findLast((message) => message.kind === 'verdict')?.verdict.causes ?? [];
  await expect
    .poll(
      () =>
        told()
          .map(({ key }) => key)
          .toSorted(),
      SOON,
    )
    .toEqual(['disk:new', 'disk:one', 'disk:two']);
  const known = () => told().filter(({ since, toldAt }) => since === before.since && toldAt === before.toldAt).length;
  if (recalled) await expect.poll(known, SOON).toBe(2);
  else expect(known()).toBe(0);
});

test('a line that was cut is made anew, and what a process knows by itself needs none', async () => {
  const { sent } = start([
    counting('backend', 'select pg_backend_pid() as value'),
    ownPartOf(
      { name: 'own', everySeconds: 0.2, read: async () => ({ ok: true, value: 3 }) },
      () => [causeOf('own:bad')],
      { label: 'own', keys: [] },
    ),
  ]);
  const backend = () => {
    const panel = panelsOf(sent, 'backend').at(-1);
    return panel?.state === 'measured' ? Number(panel.value) : 0;
  };
  await expect.poll(backend, SOON).toBeGreaterThan(0);
  const cut = backend();
  await mainPool().query('select pg_terminate_backend($1)', [cut]);
  await expect.poll(() => ![0, cut].includes(backend()), SOON).toBe(true);
  expect(panelsOf(sent, 'own').at(-1)).toMatchObject({ state: 'measured', value: 3 });
  expect(lastTold(sent)).toEqual(['own:bad']);
});

test('a part that has a hint looks again before its pace would', async () => {
  const rare = (name: string, again: number | null) =>
    ownPartOf({ name, everySeconds: 600, read: async () => ({ ok: true, value: 1 }) }, () => [], {
      label: name,
      keys: [],
      againOf: (_newest, before) => (before.length < 2 ? again : null),
    });
  const { sent } = start([rare('hinting', 0.2), rare('quiet', null)]);
  await expect.poll(() => panelsOf(sent, 'hinting').length, SOON).toBe(3);
  expect(panelsOf(sent, 'quiet')).toHaveLength(1);
});

test('a rule that is changed holds with the next verdict, and one that is switched off is named in it', async () => {
  let settings: RuleSettings = {};
  const part = ownPartOf<number>(
    { name: 'own', everySeconds: 600, read: async () => ({ ok: true, value: 75 }) },
    (share, _before, rules) => {
      const grade = gradeOf(rules('disk.used'), share);
      return grade === null ? [] : [causeOf('disk', grade)];
    },
    { label: 'own', keys: [] },
  );
  const { sent } = start([part], () => settings);
  await expect.poll(() => lastTold(sent), SOON).toEqual(['disk']);
  settings = { 'disk.used': { warn: { limit: 80, holdSeconds: 0 } } };
  // It is forgiven for five seconds: what one sample misses is not gone.
  await expect.poll(() => lastTold(sent), SOON).toEqual([]);
  settings = { 'disk.used': { off: true } };
  const off = () => sent.findLast((message) => message.kind === 'verdict')?.verdict.off;
  await expect.poll(off, SOON).toEqual(['The disk is nearly full']);
});
