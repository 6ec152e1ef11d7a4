import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { causesOfStorage } from '#lib/monitoring/storage/causes.ts';
import { causesOfCounters } from '#lib/monitoring/storage/causes-of-counters.ts';
import { poolPart } from '#server/monitoring/pool/part.ts';
import { ownPartOf, type Part, partOf } from '#server/monitoring/sampler/part.ts';
import { countersProbe } from '#server/monitoring/storage/counters-probe.ts';
import { History } from '#server/monitoring/storage/history.ts';
import { storageProbe } from '#server/monitoring/storage/storage-probe.ts';

const sizes = new History();

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [
  ownPartOf(poolPart, causesOfPool),
  partOf(countersProbe(sizes), causesOfCounters),
  partOf(storageProbe(sizes), causesOfStorage),
];
