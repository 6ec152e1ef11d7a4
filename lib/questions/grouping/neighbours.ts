import type { Space } from './space.ts';

/** Neighbours kept a text: the most that a graph of any size asks for. */
export const KEPT = 50;

/**
 * The nearest texts of every text, nearest first, kept as texts are added: n × 50 instead of n × n. Adding compares
 * with every text there is and sets the newcomer among the neighbours of those it is near to.
 */
export class Neighbours {
  readonly #space: Space;
  #texts: Int32Array;
  #cosines: Float32Array;
  #lengths: Uint8Array;
  #count = 0;

  constructor(space: Space) {
    this.#space = space;
    const room = Math.max(1024, space.count);
    this.#texts = new Int32Array(room * KEPT);
    this.#cosines = new Float32Array(room * KEPT);
    this.#lengths = new Uint8Array(room);
    this.addNew();
  }

  get count(): number {
    return this.#count;
  }

  /** Takes in the texts that were added to the space since the last call. */
  addNew(): void {
    this.#grow(this.#space.count);
    for (; this.#count < this.#space.count; this.#count += 1) {
      for (let other = 0; other < this.#count; other += 1) {
        const cosine = this.#space.cosine(this.#count, other);
        this.#insert(this.#count, other, cosine);
        this.#insert(other, this.#count, cosine);
      }
    }
  }

  /** At most `most` neighbours, nearest first; of equals the one added first. */
  of(text: number, most: number = KEPT): { text: number; cosine: number }[] {
    return Array.from({ length: Math.min(most, this.#lengths[text] ?? 0) }, (_, place) => ({
      text: this.#texts[text * KEPT + place] ?? 0,
      cosine: this.#cosines[text * KEPT + place] ?? 0,
    }));
  }

  #insert(text: number, other: number, cosine: number): void {
    const from = text * KEPT;
    const length = this.#lengths[text] ?? 0;
    if (length === KEPT && cosine <= (this.#cosines[from + KEPT - 1] ?? 0)) return;
    let place = length === KEPT ? KEPT - 1 : length;
    for (; place > 0 && (this.#cosines[from + place - 1] ?? 0) < cosine; place -= 1) {
      this.#cosines[from + place] = this.#cosines[from + place - 1] ?? 0;
      this.#texts[from + place] = this.#texts[from + place - 1] ?? 0;
    }
    this.#cosines[from + place] = cosine;
    this.#texts[from + place] = other;
    if (length < KEPT) this.#lengths[text] = length + 1;
  }

  #grow(count: number): void {
    if (count <= this.#lengths.length) return;
    const room = Math.ceil(count * 1.5);
    const [texts, cosines, lengths] = [this.#texts, this.#cosines, this.#lengths];
    this.#texts = new Int32Array(room * KEPT);
    this.#texts.set(texts);
    this.#cosines = new Float32Array(room * KEPT);
    this.#cosines.set(cosines);
    this.#lengths = new Uint8Array(room);
    this.#lengths.set(lengths);
  }
}
