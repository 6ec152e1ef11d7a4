import type { Part } from '#server/monitoring/sampler/part.ts';

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [];
