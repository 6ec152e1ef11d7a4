import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { poolPart } from '#server/monitoring/pool/part.ts';
import { ownPartOf, type Part } from '#server/monitoring/sampler/part.ts';

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [ownPartOf(poolPart, causesOfPool)];
