/** Why a part of monitoring cannot see, and what would let it. Nothing blind is ever drawn as healthy. */
export type Blindness = {
  /** What keeps it from seeing, as a sentence. */
  reason: string;
  /** What stays unknown because of it, as a sentence. */
  blinds: string;
  /** The one statement or setting that mends it; null when there is none. */
  mend: string | null;
};

/**
 * What one part of monitoring knows. `measured` was read just now; `stale` is the last that was, with its age and why it is
 * not newer; `blind` has never been seen, or may not be. Instants are ISO 8601 in UTC.
 */
export type Panel<T> =
  | { state: 'measured'; at: string; value: T }
  | { state: 'stale'; at: string; value: T; reason: string }
  | ({ state: 'blind'; at: string } & Blindness);
