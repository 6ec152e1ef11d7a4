import { mkdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { poolSampleSchema } from '#lib/monitoring/pool/figures.ts';
import { sightsOf } from '#lib/monitoring/server/rights.ts';
import { serverSampleSchema } from '#lib/monitoring/server/sample.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { bookId, readBook } from '#server/core/failures/book.ts';
import { dataDirectory } from '#server/core/paths.ts';
import { monitoringParts } from '#server/monitoring/parts.ts';
import { receivePools } from '#server/monitoring/pool/part.ts';
import { readPools } from '#server/monitoring/pool/read-pools.ts';
import { Line } from '#server/monitoring/sampler/line.ts';
import type { Part } from '#server/monitoring/sampler/part.ts';
import { withDatabase } from '#test/database.ts';
import { withMonitorLogin } from '#test/monitor-login.ts';
import { drawPages, inHtml, lampBefore } from '#test/monitoring-pages.ts';

const database = withDatabase();
const login = withMonitorLogin(database);
// The part of settings looks at the disk below it.
beforeAll(() => void mkdirSync(dataDirectory(), { recursive: true }));

/** Something a part does not see: by its place in the sample, why, what mends it, and what the part calls it in the verdict. */
type Unseen = { at: string; reason: string | null; mend: string | null; words: string[] };

/** How the verdict calls what is not seen within a sample; a part that sees nothing goes by its own label. */
const wordsOf: Record<string, string> = {
  'sessions.hidden': 'what other logins do',
  'errors.jobs': 'failed jobs',
  'storage.sequences': 'sequences',
  'storage.pending': 'pending lists of indexes',
  'storage.wal': 'the write-ahead log',
  'storage.horizon': 'the oldest view',
  'storage.disk': 'free space on disk',
  'changes.settingsMend': 'settings that only superusers see',
};

/** What no right mends: a day of sizes must pass, and the worker makes its queue when it starts. */
const beyondRights = ['storage.growth', 'errors.jobs'];

/** What a right or an extension blinds is named by the parts it blinds. Switches of the server, and the product's own login, have tests of their own beside their probe. */
const sightsHere = ['pg_monitor', 'pg_read_all_stats', 'pg_stat_statements', 'pgstattuple'];

const levels: { name: string; set: string; blind: string[] }[] = [
  {
    name: 'no rights',
    set: '',
    blind: [
      'changes.settingsMend',
      'server.pg_monitor',
      'server.pg_read_all_stats',
      'server.pgstattuple',
      'sessions.hidden',
      'statements',
      'storage.disk',
      'storage.horizon',
      'storage.pending',
      'storage.sequences',
      'storage.wal',
    ],
  },
  {
    name: 'pg_read_all_stats',
    set: `grant pg_read_all_stats to ${login.name}`,
    blind: [
      'changes.settingsMend',
      'server.pg_monitor',
      'server.pgstattuple',
      'storage.disk',
      'storage.pending',
      'storage.sequences',
      'storage.wal',
    ],
  },
  { name: 'pg_monitor', set: `grant pg_monitor to ${login.name}`, blind: ['storage.sequences'] },
  { name: 'pg_monitor and the sequences', set: allRights(), blind: [] },
  {
    name: 'all of that without the extensions',
    set: `${allRights()}; drop extension pg_stat_statements; drop extension pgstattuple`,
    blind: ['server.pg_stat_statements', 'server.pgstattuple', 'statements', 'storage.pending'],
  },
];

test('before a web process has told anything, what it alone knows is blind and named', async () => {
  const { unseen, pages } = await look({ told: false });
  for (const at of ['pool', 'errors'])
    expect(unseen.find((one) => one.at === at)).toMatchObject({
      reason: expect.stringContaining('The web process has said nothing'),
      mend: null,
      words: [at === 'pool' ? 'our own pools' : 'errors'],
    });
  expectHollow(unseen, pages);
});

test.each(levels)('$name: what is blind is named, never green, and seen after its mend', async ({ set, blind }) => {
  await begin(set);
  const { unseen: all, pages } = await look();
  expectHollow(all, pages);
  for (const { at, reason, words } of all) {
    expect(reason, at).not.toBe('');
    if (at in wordsOf) expect(words, at).toContain(wordsOf[at]);
    else if (at !== 'storage.growth') expect(words, at).not.toEqual([]);
  }
  const unseen = all.filter(({ at }) => !beyondRights.includes(at));
  expect(unseen.map(({ at }) => at).sort()).toEqual(blind);
  expect(unseen.filter(({ mend }) => mend === null)).toEqual([]);

  for (const [mend, mended] of Map.groupBy(unseen, (one) => one.mend)) {
    await begin(set);
    await login.asSuperuser(mend ?? '');
    const after = await look();
    const left = after.unseen.map(({ at }) => at);
    for (const { at } of mended) {
      expect(left, `${at} after ${mend}`).not.toContain(at);
      expect(pageOf(at, after.pages), `the page of ${at} after ${mend}`).not.toContain(inHtml(mend ?? ''));
    }
  }
});

test('from a login without rights on a database without extensions, mend after mend leads to all of it', async () => {
  await begin('drop extension pg_stat_statements; drop extension pgstattuple');
  const mends = async () => {
    const { unseen } = await look();
    return [...new Set(unseen.flatMap(({ mend }) => mend ?? []))];
  };
  let rounds = 0;
  for (let shown = await mends(); shown.length > 0; shown = await mends()) {
    rounds += 1;
    expect(rounds, shown.join(' ')).toBeLessThan(4);
    for (const mend of shown) await login.asSuperuser(mend);
  }
  expect(rounds).toBeGreaterThan(0);
});

function allRights(): string {
  const sequences = 'grant select on all sequences in schema';
  return `grant pg_monitor to ${login.name}; ${sequences} public, monitor to ${login.name}`;
}

/** Brings login and database to where they are to be looked at from. */
async function begin(set: string): Promise<void> {
  await login.strip();
  await login.asSuperuser(
    'create extension if not exists pg_stat_statements; create extension if not exists pgstattuple',
  );
  await login.asSuperuser(set);
}

type Pages = ReturnType<typeof drawPages>;

/** What is not seen stands on its page with its mend below a hollow lamp, and is named where the verdict is. */
function expectHollow(unseen: readonly Unseen[], pages: Pages): void {
  for (const { at, reason, mend, words } of unseen) {
    for (const text of [mend, reason])
      if (text !== null) expect(lampBefore(pageOf(at, pages), text), `${at}: ${text}`).toBe('blind');
    for (const word of words) expect(pages.verdict).toContain(inHtml(word));
  }
  expect(lampBefore(pages.verdict, 'Nothing is to blame as far as monitoring sees.')).toBe('blind');
}

function pageOf(at: string, { of }: Pages): string {
  return of[at.split('.')[0] ?? ''] ?? '';
}

/** Everything that a monitor just started does not see as this login, and the pages that say so. */
async function look({ told = true } = {}): Promise<{ unseen: Unseen[]; pages: Pages }> {
  // Lines of another login, which not everybody may read.
  await mainPool().query('select count(*) from employees');
  const { parts, errors } = monitoringParts();
  if (told) {
    receivePools({ to: 'worker', kind: 'pools', pools: poolSampleSchema.parse(readPools()) });
    errors.receive({ to: 'worker', kind: 'failures', process: bookId(), told: readBook(0, Date.now()) });
  }
  const line = new Line({ holdsLock: false });
  try {
    for (const part of parts) await part.take(line, new Date());
    // What failed of jobs is read behind the first sample's back.
    await errors.settled();
    for (const part of parts.filter(({ name }) => name === 'errors')) await part.take(line, new Date());
  } finally {
    await line.close();
  }
  return { unseen: [...parts.flatMap(unseenOf), ...sightsUnseen(parts)], pages: drawPages(parts) };
}

function unseenOf(part: Part): Unseen[] {
  const { name, panel } = part;
  const words = part.unseen();
  if (panel === null || panel.state === 'stale') throw new Error(`The part ${name} was not read.`);
  if (panel.state === 'blind') return [{ at: name, reason: panel.reason, mend: panel.mend, words }];
  return mattersIn(panel.value, name).map((matter) => ({ ...matter, words }));
}

const blindSchema = z.object({ state: z.literal('blind'), reason: z.string(), mend: z.string().nullable() });

/** Whatever in a sample says that it is blind, or comes with a statement that mends it. */
function mattersIn(value: unknown, at: string): Omit<Unseen, 'words'>[] {
  if (typeof value !== 'object' || value === null) return [];
  const blind = blindSchema.safeParse(value);
  if (blind.success) return [{ at, reason: blind.data.reason, mend: blind.data.mend }];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'string' || !/mend$/i.test(key)) return mattersIn(inner, `${at}.${key}`);
    return [{ at: key === 'mend' ? at : `${at}.${key}`, reason: null, mend: inner }];
  });
}

function sightsUnseen(parts: readonly Part[]): Unseen[] {
  const panel = parts.find(({ name }) => name === 'server')?.panel;
  if (panel?.state !== 'measured') throw new Error('Nothing is known of rights.');
  const words = parts.flatMap((part) => part.unseen());
  return sightsOf(serverSampleSchema.parse(panel.value).rights)
    .filter(({ name, state }) => sightsHere.includes(name) && state === 'blind')
    .map(({ name, found, mend }) => ({ at: `server.${name}`, reason: found, mend, words }));
}
