import 'server-only';
import { type Bucket, bucketsBetween, type ChartGrain, grainFor } from '#lib/measures/buckets.ts';
import { comparedSpans, type Span, type Window } from '#lib/measures/windows.ts';
import { type Quarters, quarterAt } from '#lib/questions/blocks.ts';
import type { GroupView } from '#lib/questions/group-view.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { getGroupDetails } from '#server/questions/counts/details.ts';
import { findGroupFigures } from '#server/questions/groups/figures.ts';

type Asked = { window: Window; zone: string; now: Date };

/** How a group was asked and answered through a window, in all, and against the period before. */
export async function getGroupHistory(
  actor: Actor,
  group: number,
  { window, zone, now }: Asked,
): Promise<{ view: GroupView; buckets: Bucket[]; grain: ChartGrain }> {
  requirePermission(actor, 'questions.read');
  const grain = grainFor(window.fromUtc, window.toUtc);
  const buckets = bucketsBetween(zone, window.fromUtc, window.toUtc, grain);
  const spans = comparedSpans(zone, window, now);
  const [figures, details] = await Promise.all([
    findGroupFigures(
      actor,
      group,
      buckets.map(({ startUtc, endUtc }) => quartersOf({ fromUtc: startUtc, toUtc: endUtc })),
      [window, ...(spans === null ? [] : [spans.current, spans.before])].map(quartersOf),
    ),
    getGroupDetails(actor, [group], { from: window.fromUtc, to: window.toUtc }, null),
  ]);
  const [whole = nothing, current, before] = figures.slice(buckets.length);
  const compared = current === undefined || before === undefined ? null : { current, before };
  const [detail] = details;
  const view = {
    whole,
    compared,
    series: figures.slice(0, buckets.length),
    begun: buckets.filter(({ startUtc }) => Date.parse(startUtc) <= now.getTime()).length,
    sessions: detail?.sessions ?? null,
    knowledgeBases: detail?.knowledgeBases ?? [],
  };
  return { view, buckets, grain };
}

const nothing = { asked: 0, answered: 0, unanswered: 0, partial: 0, times: [] };

function quartersOf({ fromUtc, toUtc }: Span): Quarters {
  return { from: quarterAt(fromUtc), to: quarterAt(toUtc) };
}
