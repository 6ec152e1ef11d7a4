import 'server-only';
import { nearestGroup } from '#lib/questions/grouping/assign.ts';
import type { Spelling } from '#lib/questions/grouping/spelling.ts';
import { type SmallTalk, smallTalkOf } from '#lib/questions/small-talk.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import type { EmbedderProcess } from '#server/questions/embedding/embedder-process.ts';
import type { Centroids } from './centroids.ts';
import { findPending, foldNewTexts, type Question } from './pending.ts';
import { type Fresh, type Placement, placeOnline, placeSmallTalk } from './place.ts';
import { type Vectorized, vectorize } from './vectorize.ts';

export type GroupingTools = {
  embedder: Pick<EmbedderProcess, 'embed'>;
  centroids: Centroids;
  spelling: Spelling;
};

/**
 * One piece of the online path: the youngest texts that wait go to small talk, to the group with the nearest middle, or
 * begin a group.
 * @param limit texts a piece
 * @returns how many texts were looked at and embedded by the sentence model, and whether more wait
 */
export async function groupPending(
  actor: Actor,
  { embedder, centroids, spelling }: GroupingTools,
  limit: number,
): Promise<{ looked: number; embedded: number; more: boolean }> {
  requirePermission(actor, 'conversations.rules');
  await foldNewTexts();
  const pending = await findPending(limit, spelling);
  if (pending.length === 0) return { looked: 0, embedded: 0, more: false };
  const classed = pending.map((question) => ({ question, kind: smallTalkOf(question.masked) }));
  await placeSmallTalk(classed.flatMap(({ question: { id }, kind }) => (kind === null ? [] : [{ id, kind }])));
  const { vectorized, embedded } = await vectorize(questionsOf(classed), embedder);
  await centroids.sync();
  const { placements, fresh } = assign(vectorized, centroids);
  // Set anew meanwhile: the texts still wait, and the next piece sees the new spaces.
  if (placements.length > 0) await placeOnline(placements, fresh, centroids);
  return { looked: pending.length, embedded: embedded ?? 0, more: pending.length === limit };
}

function questionsOf(classed: readonly { question: Question; kind: SmallTalk | null }[]): Question[] {
  return classed.flatMap(({ question, kind }) => (kind === null ? [question] : []));
}

/** The nearest group of each, those that begin in this very piece included. */
function assign(vectorized: readonly Vectorized[], centroids: Centroids): { placements: Placement[]; fresh: Fresh[] } {
  const fresh: Fresh[] = [];
  const placements = placedNear(vectorized, centroids).map(({ one, placed, old }): Placement => {
    const begun = nearestGroup(placed, begunFor(one.model, fresh), centroids.joins(one.model));
    if (begun !== null && (old === null || begun.cosine > old.cosine)) {
      const nearestId = fresh[begun.id]?.medoid ?? null;
      return { vectorized: one, group: { fresh: begun.id }, likeness: begun.cosine, nearestId };
    }
    if (old !== null) return { vectorized: one, group: { id: old.id }, likeness: old.cosine, nearestId: old.medoid };
    fresh.push({ model: one.model, medoid: one.question.id, centroid: placed });
    return { vectorized: one, group: { fresh: fresh.length - 1 }, likeness: 1, nearestId: null };
  });
  return { placements, fresh };
}

/** All texts of a model are held against its groups at once. */
function placedNear(vectorized: readonly Vectorized[], centroids: Centroids) {
  return [...Map.groupBy(vectorized, ({ model }) => model)].flatMap(([model, texts]) => {
    const all = texts.map((one) => centroids.place(model, one.vector));
    const nearest = centroids.nearest(model, all);
    return texts.flatMap((one, at) => {
      const placed = all[at];
      return placed === undefined ? [] : [{ one, placed, old: nearest[at] ?? null }];
    });
  });
}

function* begunFor(model: string, fresh: readonly Fresh[]): Generator<{ id: number; centroid: Float32Array }> {
  for (const [id, group] of fresh.entries()) if (group.model === model) yield { id, centroid: group.centroid };
}
