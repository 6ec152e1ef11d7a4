import { nearestGroup } from '#lib/questions/grouping/assign.ts';
import { isMeanStale } from '#lib/questions/grouping/due.ts';
import { Neighbours } from '#lib/questions/grouping/neighbours.ts';
import { type Group, regroup } from '#lib/questions/grouping/regroup.ts';
import { meaningsOf, type Ruling, textsOf } from '#lib/questions/grouping/rulings.ts';
import { meanOf, Space } from '#lib/questions/grouping/space.ts';
import { mulberry32, sampleOf } from '#lib/random.ts';
import { agreementOf } from './measure.ts';

const RUNS = 10;
const GROWTH = 1.1;

export type Stability = {
  /** Share of the texts of a re-cluster that have the same group's id after the next one: the mean of ten, and the least. */
  kept: number;
  least: number;
  /** Decisions made, and re-clusters after which one of them did not hold. */
  decisions: number;
  broken: number;
  /** Agreement of the last groups with the true categories. */
  ari: number;
};

type Named = Group<number> & { id: number };

/**
 * Ten re-clusters of a log that grows by a tenth between them, newcomers going to the nearest middle meanwhile. After each
 * two groups are merged, one is split and one is pinned.
 * @param vectors of all texts, in the order of their categories
 */
export function stabilityOf(vectors: readonly Float32Array[], categoryOf: readonly string[], seed: number): Stability {
  const random = mulberry32(seed);
  const order = sampleOf([...vectors.keys()], vectors.length, random);
  const log = new GrowingLog(order.map((text) => vectors[text] ?? new Float32Array(0)));
  const shares: number[] = [];
  let broken = 0;
  log.regroup(sizeAt(0, vectors.length));
  for (let run = 1; run <= RUNS; run += 1) {
    log.decide(random);
    const before = log.groupOf;
    log.regroup(sizeAt(run, vectors.length));
    if (!log.obeys()) broken += 1;
    shares.push([...before].filter(([text, id]) => log.groupOf.get(text) === id).length / before.size);
  }
  const groups = log.groups.map(({ texts }) => texts);
  return {
    kept: shares.reduce((sum, share) => sum + share, 0) / RUNS,
    least: Math.min(...shares),
    decisions: log.decisions,
    broken,
    ari: agreementOf(
      groups,
      order.map((text) => categoryOf[text] ?? ''),
    ).ari,
  };
}

/** Texts at a run, so that the last has all. */
function sizeAt(run: number, all: number): number {
  return Math.round(all / GROWTH ** (RUNS - run));
}

/** The way of the worker's groups, without tables. */
class GrowingLog {
  groups: Named[] = [];
  groupOf = new Map<number, number>();
  readonly #coming: readonly Float32Array[];
  readonly #rulings: Ruling[] = [];
  readonly #pinned = new Set<number>();
  #space = new Space(new Float32Array(0));
  #meanTexts = 0;
  #nextId = 1;

  constructor(coming: readonly Float32Array[]) {
    this.#coming = coming;
  }

  get decisions(): number {
    return this.#rulings.length;
  }

  regroup(count: number): void {
    const before = new Map(this.groupOf);
    const known = before.size;
    if (this.groups.length > 0)
      for (const [place, vector] of this.#coming.slice(0, count).entries()) {
        if (before.has(place)) continue;
        before.set(place, nearestGroup(this.#space.place(vector), this.groups)?.id ?? this.#newId());
      }
    const all = this.#coming.slice(0, count);
    if (isMeanStale(count, this.#meanTexts)) {
      this.#space = new Space(meanOf(all), count);
      this.#meanTexts = count;
    }
    for (const vector of all.slice(this.#space.count)) this.#space.add(vector);
    const corpus = { space: this.#space, neighbours: new Neighbours(this.#space), rulings: this.#rulings };
    const made = regroup({ ...corpus, asked: () => 1, before, pinned: this.#pinned, settled: (text) => text < known });
    this.groups = made.map((group) => ({ ...group, id: group.id ?? this.#newId() }));
    this.groupOf = new Map(this.groups.flatMap(({ id, texts }) => texts.map((text) => [text, id] as const)));
  }

  /** Merges a group with the one most like it, splits one and pins one, of those that hold at least four texts and are not pinned. */
  decide(random: () => number): void {
    const free = this.groups.filter(({ id, texts }) => texts.length >= 4 && !this.#pinned.has(id));
    const [one, mixed, pin] = sampleOf(free, 3, random);
    if (one === undefined || mixed === undefined || pin === undefined) return;
    const others = free.filter((group) => group !== one && group !== mixed && group !== pin);
    const other = nearestGroup(
      one.centroid,
      others.map((group) => ({ id: group, centroid: group.centroid })),
      -1,
    )?.id;
    if (other === undefined) return;
    const leaving = sampleOf(mixed.texts, 2, random);
    this.#rulings.push({ kind: 'together', sets: [one.core, other.core] });
    this.#rulings.push({ kind: 'apart', sets: [mixed.core.filter((text) => !leaving.includes(text)), leaving] });
    this.#rulings.push({ kind: 'together', sets: [pin.core] });
    this.#pinned.add(pin.id);
    // As the product does it: a merge or a split is seen at once, and by the next re-cluster as what was there before.
    for (const text of other.texts) this.groupOf.set(text, one.id);
    const left = this.#newId();
    for (const text of leaving) this.groupOf.set(text, left);
  }

  /** Whether all that was decided holds, by the last word. */
  obeys(): boolean {
    const meanings = meaningsOf(this.#rulings);
    const homes = new Map(
      meanings.map((meaning) => [meaning, new Set(textsOf(meaning).map((text) => this.groupOf.get(text)))]),
    );
    const shares = (a: ReadonlySet<unknown>, b: ReadonlySet<unknown>) => [...a].some((home) => b.has(home));
    const torn = meanings.some((meaning) => (homes.get(meaning)?.size ?? 0) > 1);
    const met = meanings.some((meaning) =>
      [...meaning.apart].some((against) => shares(homes.get(meaning) ?? new Set(), homes.get(against) ?? new Set())),
    );
    const there = new Set(this.groups.map(({ id }) => id));
    return !torn && !met && [...this.#pinned].every((id) => there.has(id));
  }

  #newId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }
}
