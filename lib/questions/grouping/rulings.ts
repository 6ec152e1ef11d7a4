/**
 * What people decided, each time by examples: these sets of texts are one meaning (a merge; with one set, a pin), each
 * set is a meaning of its own (a split), or the texts of the first set belong with those of the second (a move). Kept in
 * the order they were made; the later word holds.
 */
export type Ruling = { kind: 'together' | 'apart' | 'move'; sets: readonly (readonly number[])[] };

/** Texts that stand for one meaning, in the sets they were named in, and the meanings it never shares a group with. */
export type Meaning = {
  sets: number[][];
  /** Texts that were moved here: they go where the others are, and do not say where that is. */
  guests: number[];
  apart: Set<Meaning>;
};

/** Every text that a meaning holds. */
export function textsOf({ sets, guests }: Pick<Meaning, 'sets' | 'guests'>): number[] {
  return [...sets.flat(), ...guests];
}

/** Rulings over other numbers for the texts, as a space has them; a text without one is left out. */
export function placedRulings(rulings: readonly Ruling[], places: ReadonlyMap<number, number>): Ruling[] {
  return rulings.map(({ kind, sets }) => ({
    kind,
    sets: sets.map((set) => set.flatMap((text) => places.get(text) ?? [])),
  }));
}

/** The meanings that stand after all rulings: no text is in two of them, and none is apart from itself. */
export function meaningsOf(rulings: readonly Ruling[]): Meaning[] {
  const standing = new Standing();
  for (const { kind, sets } of rulings) {
    const named = sets.map((set) => [...new Set(set)]).filter((set) => set.length > 0);
    if (kind === 'together') standing.unite(named);
    else if (kind === 'apart') standing.part(named);
    else standing.move([...new Set(sets[0])], sets[1] ?? []);
  }
  return [...standing.meanings];
}

class Standing {
  readonly meanings = new Set<Meaning>();
  readonly #of = new Map<number, Meaning>();

  /** One meaning of these sets and of all that they touch. */
  unite(sets: readonly number[][]): Meaning {
    const touched = this.#touched(sets.flat());
    const meaning: Meaning = {
      sets: [...[...touched].flatMap((old) => old.sets), ...sets],
      guests: [...touched].flatMap((old) => old.guests),
      apart: new Set(),
    };
    for (const old of touched) this.#replace(old, [meaning], touched);
    this.#add(meaning);
    return meaning;
  }

  /** A meaning for each set; an older one that only one set touches goes with it, one that several touch is given up. */
  part(sets: readonly number[][]): void {
    const seen = new Set<number>();
    const own = sets
      .map((set) => set.filter((text) => !seen.has(text) && seen.add(text)))
      .filter((set) => set.length > 0);
    const touched = own.map((set) => this.#touched(set));
    const contested = new Set(
      touched.flatMap((old, place) => [...old].filter((one) => touched.some((o, p) => p !== place && o.has(one)))),
    );
    const apartBefore = touched.map((old) => new Set([...old].flatMap((one) => [...one.apart])));
    for (const old of contested) this.#replace(old, [], new Set());
    const parts = own.map((set) => this.unite([set]));
    for (const [place, meaning] of parts.entries()) {
      for (const other of apartBefore[place] ?? []) if (this.meanings.has(other)) separate(meaning, other);
      for (const other of parts) if (other !== meaning) separate(meaning, other);
    }
  }

  /** These texts leave the meanings they were in for the one that holds the others. */
  move(texts: readonly number[], hosts: readonly number[]): void {
    for (const text of texts) this.#release(text);
    const others = hosts.filter((text) => !texts.includes(text));
    if (others.length === 0) return;
    const meaning = this.unite([others]);
    meaning.guests.push(...texts);
    for (const text of texts) this.#of.set(text, meaning);
  }

  /** A meaning that has nobody left to say where it lies is given up. */
  #release(text: number): void {
    const meaning = this.#of.get(text);
    if (meaning === undefined) return;
    this.#of.delete(text);
    meaning.sets = meaning.sets.map((set) => set.filter((one) => one !== text)).filter((set) => set.length > 0);
    meaning.guests = meaning.guests.filter((one) => one !== text);
    if (meaning.sets.length === 0) this.#replace(meaning, [], new Set());
  }

  #touched(texts: readonly number[]): Set<Meaning> {
    return new Set(texts.flatMap((text) => this.#of.get(text) ?? []));
  }

  #replace(old: Meaning, by: readonly Meaning[], among: ReadonlySet<Meaning>): void {
    this.meanings.delete(old);
    for (const text of textsOf(old)) this.#of.delete(text);
    for (const other of old.apart) {
      other.apart.delete(old);
      if (!among.has(other)) for (const meaning of by) separate(meaning, other);
    }
  }

  #add(meaning: Meaning): void {
    this.meanings.add(meaning);
    for (const text of textsOf(meaning)) this.#of.set(text, meaning);
  }
}

function separate(a: Meaning, b: Meaning): void {
  if (a === b) return;
  a.apart.add(b);
  b.apart.add(a);
}
