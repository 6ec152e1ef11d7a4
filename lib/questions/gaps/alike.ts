import { JOINS, JOINS_UNCENTRED } from '#lib/questions/grouping/assign.ts';
import { dot } from '#lib/questions/grouping/vectors.ts';

/**
 * Mean cosine between the cores of two gaps from which both are one question. Less than groups are joined at: few questions mostly
 * fail, so two that are near are seldom strangers. Chosen by `npm run eval -- gaps --simulate` on BANKING77's train part.
 */
export const NEAR = 0.35;

/**
 * How much less is enough for a gap beside one of a higher rank, by the logarithm of how many times as high, up to `MOST_TIMES`: a
 * stranger spoils the place of a great matter little, while one of its own wordings that is left outside takes a place from another.
 * Chosen as `NEAR`.
 */
const LENIENCE = 0.04;
const MOST_TIMES = 30;
const MOST_LENIENT = LENIENCE * Math.log(MOST_TIMES);

/** Below any cosine: what no place is shared with. */
const NONE = -2;

/** Where no mean was taken away yet, all questions of one organisation are nearer each other by about so much, as texts to their groups are. */
const UNCENTRED = JOINS_UNCENTRED - JOINS;

/**
 * Where the core of a gap lies: the mean of its texts' places, as `coreOf` gives it, how many they are, and whether the mean of all
 * questions was taken away from them.
 */
export type Whereabouts = { model: string; mean: Float32Array; texts: number; centred: boolean };

/** A gap as it is weighed: its rank, and where its core lies, null for one that has none. */
export type Weighed = { id: string; rank: number; lies: Whereabouts | null };

type Family = { gaps: Weighed[]; rank: number; texts: number };

/**
 * The places of the inbox: gaps whose cores are near each other share one, as one question is often several groups.
 * Average link, the nearest first. Nothing is merged by it; people decide about groups.
 * @param near the mean cosine from which gaps of one rank share a place
 * @returns the ids of each place, the highest rank first; places by the sum of their ranks
 */
export function placesOf(gaps: readonly Weighed[], near: number = NEAR): string[][] {
  const families: Family[] = gaps.map((gap) => ({ gaps: [gap], rank: gap.rank, texts: gap.lies?.texts ?? 1 }));
  const open = families.filter(({ gaps: [gap] }) => gap !== undefined && gap.lies !== null);
  const cosines = open.map((one) => open.map((other) => (one === other ? NONE : cosineOf(one, other))));
  const gone = new Set<Family>();
  for (;;) {
    const pair = nearestPair(cosines, open, near);
    if (pair === null) break;
    const [one, other] = [open[pair.one], open[pair.other]];
    if (one === undefined || other === undefined) break;
    join(cosines, pair, one.texts / (one.texts + other.texts));
    one.gaps.push(...other.gaps);
    one.rank += other.rank;
    one.texts += other.texts;
    gone.add(other);
  }
  return families
    .filter((family) => !gone.has(family))
    .toSorted((a, b) => b.rank - a.rank)
    .map((family) => family.gaps.toSorted((a, b) => b.rank - a.rank).map(({ id }) => id));
}

/** The mean cosine between a text of one and a text of the other, as if the mean of all questions had been taken away. */
function cosineOf({ gaps: [one] }: Family, { gaps: [other] }: Family): number {
  const [here, there] = [one?.lies ?? null, other?.lies ?? null];
  if (here === null || there === null || here.model !== there.model) return NONE;
  return dot(here.mean, there.mean) - (here.centred && there.centred ? 0 : UNCENTRED);
}

/** Those that are nearest once what their ranks allow is added. */
function nearestPair(
  cosines: readonly number[][],
  families: readonly Family[],
  near: number,
): { one: number; other: number } | null {
  let nearest: { one: number; other: number } | null = null;
  let most = near;
  for (const [one, row] of cosines.entries())
    for (let other = one + 1; other < row.length; other += 1) {
      const cosine = row[other] ?? NONE;
      if (cosine + MOST_LENIENT < most) continue;
      const allowed = cosine + lenience(families[one]?.rank ?? 0, families[other]?.rank ?? 0);
      if (nearest === null ? allowed < most : allowed <= most) continue;
      nearest = { one, other };
      most = allowed;
    }
  return nearest;
}

function lenience(one: number, other: number): number {
  const [lower, higher] = one < other ? [one, other] : [other, one];
  return higher <= 0 ? 0 : LENIENCE * Math.log(higher / Math.max(lower, higher / MOST_TIMES));
}

/** The first takes the second in (Lance and Williams 1967); what is of another model is near to neither. */
function join(cosines: number[][], { one, other }: { one: number; other: number }, share: number): void {
  for (const [third, row] of cosines.entries()) {
    const [first, second] = [row[one] ?? NONE, row[other] ?? NONE];
    const cosine = third === one || third === other ? NONE : share * first + (1 - share) * second;
    row[one] = cosine;
    row[other] = NONE;
    const own = cosines[one];
    if (own !== undefined) own[third] = cosine;
  }
  cosines[other]?.fill(NONE);
}
