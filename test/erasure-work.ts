import type { Work } from '#server/core/erasure/store.ts';

/** An erasure's work that is never stopped, and whose progress nobody reads. */
export const quietWork: Work = {
  signal: new AbortController().signal,
  actorTag: 'system:test',
  place: null,
  savePlace: async () => {},
  report: () => {},
};
