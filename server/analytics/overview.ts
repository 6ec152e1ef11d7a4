import 'server-only';
import { z } from 'zod';
import { type Measured, measuredOf, sumMeasured } from '#lib/analytics/measured.ts';
import type { Overview } from '#lib/analytics/overview.ts';
import type { AnalyticsParams } from '#lib/analytics/params.ts';
import { choicesOf, splitsOf } from '#lib/analytics/splits.ts';
import { type Bucket, bucketsBetween, grainFor, grainsFor } from '#lib/measures/buckets.ts';
import { comparedSpans, previousWindow, resolveWindow } from '#lib/measures/windows.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { cache } from '#server/core/cache/cache.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findFigures } from '#server/measures/figures.ts';
import { findHeat } from '#server/measures/heat.ts';

/** The figures of a window of time in `zone`, beside those of the period before. */
export async function getOverview(actor: Actor, params: AnalyticsParams, zone: string, now: Date): Promise<Overview> {
  requirePermission(actor, 'analytics.read');
  const db = prisma();
  const window = resolveWindow(zone, params.window, now, params.window.name === 'all' ? await getExtent(actor) : null);
  const { fromUtc, toUtc } = window;
  const grains = grainsFor(fromUtc, toUtc);
  const grain = params.grain !== null && grains.includes(params.grain) ? params.grain : grainFor(fromUtc, toUtc);
  const buckets = bucketsBetween(zone, fromUtc, toUtc, grain);
  const before = previousWindow(zone, window);
  const bucketsBefore = before === null ? [] : bucketsBetween(zone, before.fromUtc, before.toUtc, grain);
  const spans = comparedSpans(zone, window, now);
  const compared = spans === null ? [] : [spans.current, spans.before];
  const spansOf = (all: Bucket[]) => all.map(({ startUtc, endUtc }) => ({ from: startUtc, to: endUtc }));
  const periods = [window, ...compared].map((span) => ({ from: span.fromUtc, to: span.toUtc }));
  const counted = [...spansOf(buckets), ...periods.slice(1)];
  // One after the other: side by side on two cores they cost the database half as much again, and come hardly sooner.
  const rows = await findFigures(db, counted, params, { plain: spansOf(bucketsBefore), sessions: true });
  // Whatever is chosen: the others are there to choose from.
  const everything = { knowledgeBases: [], sources: [] };
  const splits = await findFigures(db, periods, everything, { by: ['knowledge_base', 'source'] });
  const heat = await findHeat(db, periods, { zone, filter: params });
  const byWindow = new Map(rows.map((row) => [row.window, row]));
  const measured = (place: number) => measuredOf(byWindow.get(place));
  const all = splits.map((row) => ({
    window: row.window,
    base: row.knowledgeBase ?? '',
    source: row.source ?? '',
    measured: measuredOf(row),
  }));
  const isChosen = (chosen: readonly string[], name: string) => chosen.length === 0 || chosen.includes(name);
  const parts = all.filter(
    ({ base, source }) => isChosen(params.knowledgeBases, base) && isChosen(params.sources, source),
  );
  const byBase = (some: typeof all) => splitsOf(some.map((part) => ({ ...part, name: part.base })));
  const bySource = (some: typeof all) => splitsOf(some.map((part) => ({ ...part, name: part.source })));
  const series = buckets.map((_, place) => measured(place));
  // Where waiting sessions begin is dear to say, so one query alone says it: that of the buckets.
  const period = (place: number, begun: readonly Measured[]) => ({
    ...sumMeasured(parts.filter(({ window: of }) => of === place).map(({ measured: part }) => part)),
    sessions: begun.reduce((sum, { sessions }) => sum + sessions, 0),
  });
  const comparedPeriod = (place: number) => period(place, [measured(buckets.length + place - 1)]);
  return {
    window,
    grain,
    grains,
    buckets,
    series,
    bucketsBefore,
    seriesBefore: bucketsBefore.map((_, place) => measured(counted.length + place)),
    whole: period(0, series),
    compared: spans === null ? null : { spans, current: comparedPeriod(1), before: comparedPeriod(2) },
    knowledgeBases: byBase(parts),
    sources: bySource(parts),
    choices: { knowledgeBases: choicesOf(byBase(all)), sources: choicesOf(bySource(all)) },
    heat: heat.filter((cell) => cell.window === 0),
    heatNow: heat.filter((cell) => cell.window === 1),
    heatBefore: heat.filter((cell) => cell.window === 2),
  };
}

const EXTENT_SECONDS = 60;
const extentShape = z.object({ firstUtc: z.string(), lastUtc: z.string() }).nullable();

/** The first and last day there are figures of; a minute old at most. */
async function getExtent(actor: Actor): Promise<z.infer<typeof extentShape>> {
  requirePermission(actor, 'analytics.read');
  return cache().remember(
    'analytics.extent',
    { tags: [], ttlSeconds: EXTENT_SECONDS, shape: extentShape },
    async () => {
      const rows = await prisma().$queryRaw`
      select to_char(min(bucket), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "firstUtc", to_char(max(bucket), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastUtc" from (
        select bucket from conversation_rollups where grain = 'day' and turns > 0 union all select bucket from conversation_rollup_deltas where turns > 0
      ) f`;
      const [row] = z.array(z.object({ firstUtc: z.string().nullable(), lastUtc: z.string().nullable() })).parse(rows);
      return row?.firstUtc && row.lastUtc ? { firstUtc: row.firstUtc, lastUtc: row.lastUtc } : null;
    },
  );
}
