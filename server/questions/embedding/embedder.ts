/** Turns texts into vectors whose cosine says how near their meanings are. */
export type Embedder = {
  /** Names model and version: vectors of two ids are never compared. */
  readonly id: string;
  readonly dims: number;
  /** One vector of unit length a text, in the order of the texts; all zero for a text without a sign to go by. */
  embed: (texts: readonly string[]) => Promise<Float32Array[]>;
};
