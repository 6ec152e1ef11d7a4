/** What the part `changes` knows: how many things are watched, and how many changes of the last 24 hours are known. */
export type ChangesSample = { things: number; lately: number };
