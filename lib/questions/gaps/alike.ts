import { dot } from '#lib/questions/grouping/vectors.ts';

/** Share of judged turns without an answer from which a gap can be one question with another. */
export const MOSTLY_FAILS = 0.6;
/**
 * Mean cosine between the texts of two groups from which both are one question when both mostly fail. Less than groups are joined at: few
 * questions mostly fail, so two that are near are seldom strangers. Chosen by `npm run eval -- gaps --simulate` on BANKING77's train part.
 */
export const NEAR = 0.4;

/** Below any cosine: what no place is shared with. */
const NONE = -2;

/** Where the texts of a group lie: their middle at unit length, the mean cosine between two of them, and how many they are. */
export type Whereabouts = { model: string; centroid: Float32Array; cohesion: number; texts: number };

/** A gap as it is weighed: its rank, the share of its turns that failed, and where its group lies, null when that is not known. */
export type Weighed = { id: string; rank: number; failing: number | null; lies: Whereabouts | null };

type Family = { gaps: Weighed[]; rank: number; texts: number };

/**
 * The places of the inbox: gaps whose groups are near each other and mostly fail share one, as one question is often several groups.
 * Average link, the nearest first. Nothing is merged by it; people decide about groups.
 * @param near the mean cosine from which gaps share a place
 * @returns the ids of each place, the highest rank first; places by the sum of their ranks
 */
export function placesOf(gaps: readonly Weighed[], near: number = NEAR): string[][] {
  const families: Family[] = gaps.map((gap) => ({ gaps: [gap], rank: gap.rank, texts: gap.lies?.texts ?? 1 }));
  const open = families.filter(({ gaps: [gap] }) => gap !== undefined && (gap.failing ?? 0) >= MOSTLY_FAILS);
  const cosines = open.map((one) => open.map((other) => (one === other ? NONE : cosineOf(one, other))));
  const gone = new Set<Family>();
  for (;;) {
    const pair = nearestPair(cosines, near);
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

/** The mean cosine between a text of one and a text of the other: their sums lie along the middles, as long as the cohesion says. */
function cosineOf({ gaps: [one] }: Family, { gaps: [other] }: Family): number {
  const [here, there] = [one?.lies ?? null, other?.lies ?? null];
  if (here === null || there === null || here.model !== there.model) return NONE;
  return dot(here.centroid, there.centroid) * meanLength(here) * meanLength(there);
}

/** The length of the mean of texts at unit length, every pair of which has the cosine `cohesion` on average. */
function meanLength({ cohesion, texts }: Whereabouts): number {
  return Math.sqrt(Math.max(0, (1 + (texts - 1) * cohesion) / texts));
}

function nearestPair(cosines: readonly number[][], near: number): { one: number; other: number } | null {
  let nearest: { one: number; other: number } | null = null;
  let most = near;
  for (const [one, row] of cosines.entries())
    for (let other = one + 1; other < row.length; other += 1) {
      const cosine = row[other] ?? NONE;
      if (nearest === null ? cosine < most : cosine <= most) continue;
      nearest = { one, other };
      most = cosine;
    }
  return nearest;
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
