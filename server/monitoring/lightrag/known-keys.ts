import 'server-only';
import { hash } from 'node:crypto';

/** 32 MB, outside of the heap, and of the machine only as far as they are written to. */
const SLOTS = 2 ** 22;
const FILLED_TO = 0.75;
/** Bytes of a hash: of three million keys two are taken for one in one walk out of sixty. */
const HASH_BYTES = 6;

/**
 * Which keys a walk has met, in room that does not grow: 48 bits of each key's SHA-1 in a table with open addressing. One that is full
 * (three million keys) knows those it has, and takes every other for new.
 */
export class KnownKeys {
  readonly #slots: Float64Array;
  #size = 0;
  #isFull = false;

  constructor(slots = SLOTS) {
    this.#slots = new Float64Array(slots);
  }

  /** Whether every key was told apart from those before it. */
  get isExact(): boolean {
    return !this.#isFull;
  }

  /** Notes a key. @returns whether it is new, as far as is known */
  add(key: string): boolean {
    const slots = this.#slots.length;
    // Zero is a slot that is free.
    const value = hash('sha1', key, 'buffer').readUIntLE(0, HASH_BYTES) + 1;
    let place = value % slots;
    while (this.#slots[place] !== 0) {
      if (this.#slots[place] === value) return false;
      place = (place + 1) % slots;
    }
    this.#isFull ||= this.#size >= slots * FILLED_TO;
    if (this.#isFull) return true;
    this.#slots[place] = value;
    this.#size += 1;
    return true;
  }
}
