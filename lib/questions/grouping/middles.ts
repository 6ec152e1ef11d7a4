import { BLOCK, Dots } from './dots.ts';

const FEWEST_ROWS = 64;

/**
 * Middles of groups at unit length, by id, one behind the other in memory, so that many texts are held against all of them
 * at once.
 */
export class Middles {
  readonly #dims: number;
  readonly #dots: Dots;
  readonly #slots = new Map<number, number>();
  readonly #ids: number[] = [];
  #rows: Float32Array;

  /** @param dims numbers a vector */
  constructor(dims: number) {
    this.#dims = dims;
    this.#dots = new Dots(dims);
    this.#rows = new Float32Array(FEWEST_ROWS * dims);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Takes a middle in, or in place of the one the group had. */
  set(id: number, middle: Float32Array): void {
    const slot = this.#slots.get(id) ?? this.#ids.length;
    if (slot === this.#ids.length) {
      this.#ids.push(id);
      this.#slots.set(id, slot);
      this.#makeRoom();
    }
    this.#rows.set(middle, slot * this.#dims);
  }

  /** The last one takes the place of the one that goes. */
  delete(id: number): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    const last = this.#ids.pop() ?? id;
    this.#slots.delete(id);
    if (last === id) return;
    this.#ids[slot] = last;
    this.#slots.set(last, slot);
    this.#rows.copyWithin(slot * this.#dims, this.#ids.length * this.#dims, (this.#ids.length + 1) * this.#dims);
  }

  /**
   * The nearest middle of each text, in step; null where none is as near as `joins`.
   * @param placed at unit length, where the space of the middles places them
   * @param joins the cosine from which one counts
   */
  nearest(placed: readonly Float32Array[], joins: number): ({ id: number; cosine: number } | null)[] {
    const found: ({ id: number; cosine: number } | null)[] = [];
    for (let at = 0; at < placed.length; at += BLOCK)
      found.push(...this.#nearestOf(placed.slice(at, at + BLOCK), joins));
    return found;
  }

  #nearestOf(placed: readonly Float32Array[], joins: number): ({ id: number; cosine: number } | null)[] {
    const texts = oneBehindTheOther(placed, this.#dims);
    const slots = placed.map(() => -1);
    const most = placed.map(() => joins);
    for (let begin = 0; begin < this.#ids.length; begin += BLOCK) {
      const end = Math.min(begin + BLOCK, this.#ids.length);
      const { cells, width } = this.#dots.table(texts, this.#rows.subarray(begin * this.#dims, end * this.#dims));
      for (let text = 0; text < placed.length; text += 1) {
        for (let column = 0; column < end - begin; column += 1) {
          const near = cells[text * width + column] ?? 0;
          const least = most[text] ?? joins;
          if (near < least || (near === least && slots[text] !== -1)) continue;
          most[text] = near;
          slots[text] = begin + column;
        }
      }
    }
    return slots.map((slot, text) => {
      const id = this.#ids[slot];
      return id === undefined ? null : { id, cosine: most[text] ?? joins };
    });
  }

  #makeRoom(): void {
    if (this.#ids.length * this.#dims <= this.#rows.length) return;
    const wider = new Float32Array(2 * this.#rows.length);
    wider.set(this.#rows);
    this.#rows = wider;
  }
}

function oneBehindTheOther(vectors: readonly Float32Array[], dims: number): Float32Array {
  const rows = new Float32Array(vectors.length * dims);
  for (const [place, vector] of vectors.entries()) rows.set(vector, place * dims);
  return rows;
}
