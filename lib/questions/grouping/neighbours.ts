import { BLOCK, Dots } from './dots.ts';
import type { Space } from './space.ts';

/** Neighbours kept a text: the most that a graph of any size asks for. */
export const KEPT = 50;
/** No cosine is less: whatever comes first is kept. */
const NONE = -2;

/** The nearest texts of a text, nearest first, and how near they are. */
export type Near = { texts: ArrayLike<number>; cosines: ArrayLike<number> };

/**
 * The nearest texts of every text, nearest first, kept as texts are added: n × 50 instead of n × n. Adding compares
 * with every text there is and sets the newcomer among the neighbours of those it is near to.
 */
export class Neighbours {
  readonly #space: Space;
  readonly #dots: Dots;
  #texts: Int32Array;
  #cosines: Float32Array;
  #lengths: Uint8Array;
  /** What a cosine must exceed to be kept. */
  #floors: Float32Array;
  #changed: Uint8Array;
  #count = 0;

  /**
   * @param known the neighbours of the first texts of the space, as they were found in this very space
   * @param report told how many texts are in, now and then
   */
  constructor(space: Space, known: Iterable<Near> = [], report?: (count: number) => void) {
    this.#space = space;
    this.#dots = new Dots(space.dims);
    const room = Math.max(1024, space.count);
    this.#texts = new Int32Array(room * KEPT);
    this.#cosines = new Float32Array(room * KEPT);
    this.#lengths = new Uint8Array(room);
    this.#floors = new Float32Array(room).fill(NONE);
    this.#changed = new Uint8Array(room);
    for (const near of known) {
      this.#restore(this.#count, near);
      this.#count += 1;
    }
    this.addNew(report);
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Takes in the texts that were added to the space since the last call.
   * @param report told how many texts are in, now and then
   */
  addNew(report: (count: number) => void = () => {}): void {
    const all = this.#space.count;
    this.#grow(all);
    for (let from = this.#count; from < all; from += BLOCK) {
      const to = Math.min(all, from + BLOCK);
      const rows = this.#space.rows(from, to);
      for (let others = 0; others < to; others += BLOCK)
        this.#compare(rows, from, to, others, Math.min(to, others + BLOCK));
      this.#count = to;
      report(to);
    }
  }

  /** At most `most` neighbours, nearest first; of equals the one added first. */
  of(text: number, most: number = KEPT): Near {
    const length = Math.min(most, this.#lengths[text] ?? 0);
    const [from, to] = [text * KEPT, text * KEPT + length];
    return { texts: this.#texts.subarray(from, to), cosines: this.#cosines.subarray(from, to) };
  }

  /** Whether the neighbours of a text are others than those it was given with. */
  hasChanged(text: number): boolean {
    return this.#changed[text] === 1;
  }

  #restore(text: number, { texts, cosines }: Near): void {
    for (let place = 0; place < texts.length; place += 1) this.#insert(text, texts[place] ?? 0, cosines[place] ?? 0);
    this.#changed[text] = 0;
  }

  #compare(rows: Float32Array, from: number, to: number, othersFrom: number, othersTo: number): void {
    const { cells, width } = this.#dots.table(rows, this.#space.rows(othersFrom, othersTo));
    for (let text = from; text < to; text += 1) {
      const row = (text - from) * width - othersFrom;
      const end = Math.min(text, othersTo);
      for (let other = othersFrom; other < end; other += 1) {
        const cosine = cells[row + other] ?? 0;
        if (cosine > (this.#floors[text] ?? NONE)) this.#insert(text, other, cosine);
        if (cosine > (this.#floors[other] ?? NONE)) this.#insert(other, text, cosine);
      }
    }
  }

  #insert(text: number, other: number, cosine: number): void {
    const from = text * KEPT;
    const length = this.#lengths[text] ?? 0;
    let place = length === KEPT ? KEPT - 1 : length;
    for (; place > 0 && (this.#cosines[from + place - 1] ?? 0) < cosine; place -= 1) {
      this.#cosines[from + place] = this.#cosines[from + place - 1] ?? 0;
      this.#texts[from + place] = this.#texts[from + place - 1] ?? 0;
    }
    this.#cosines[from + place] = cosine;
    this.#texts[from + place] = other;
    this.#changed[text] = 1;
    if (length < KEPT) this.#lengths[text] = length + 1;
    if (length >= KEPT - 1) this.#floors[text] = this.#cosines[from + KEPT - 1] ?? NONE;
  }

  #grow(count: number): void {
    if (count <= this.#lengths.length) return;
    const room = Math.ceil(count * 1.5);
    this.#texts = copied(new Int32Array(room * KEPT), this.#texts);
    this.#cosines = copied(new Float32Array(room * KEPT), this.#cosines);
    this.#lengths = copied(new Uint8Array(room), this.#lengths);
    this.#changed = copied(new Uint8Array(room), this.#changed);
    this.#floors = copied(new Float32Array(room).fill(NONE), this.#floors);
  }
}

function copied<T extends { set: (from: T) => void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
