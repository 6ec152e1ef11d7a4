import { dot } from './vectors.ts';

/** The same where no mean was taken away yet: all questions of one organisation are near each other then. */
export const JOINS_UNCENTRED = 0.65;

/** Cosine with a group's centroid from which a new text joins it; chosen on BANKING77's train part. */
export const JOINS = 0.45;

/**
 * The group a new text joins until the next re-cluster: the one with the nearest centroid; null when none is near.
 * @param placed the text's vector as the space of the centroids places it, at unit length as they are
 * @param joins the cosine from which it joins
 */
export function nearestGroup<Id>(
  placed: Float32Array,
  groups: Iterable<{ id: Id; centroid: Float32Array }>,
  joins: number = JOINS,
): { id: Id; cosine: number } | null {
  let nearest: { id: Id; cosine: number } | null = null;
  let most = joins;
  for (const { id, centroid } of groups) {
    const near = dot(placed, centroid);
    if (nearest === null ? near < most : near <= most) continue;
    nearest = { id, cosine: near };
    most = near;
  }
  return nearest;
}
