import 'server-only';
import type { Spelling } from '#lib/questions/grouping/spelling.ts';
import { readSpelling } from './renew-vectors.ts';

let known: Promise<Spelling> | undefined;

/** The spelling by which new questions are mended: that of the last re-cluster, else of the questions there are. */
export function spellingInUse(): Promise<Spelling> {
  known ??= readSpelling().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

export function setSpelling(spelling: Spelling): void {
  known = Promise.resolve(spelling);
}
