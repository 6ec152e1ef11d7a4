import { causesOfStatements } from '#lib/monitoring/statements/causes.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { type Part, partOf } from '#server/monitoring/sampler/part.ts';
import { StatementsProbe } from '#server/monitoring/statements/probe.ts';

const worker = systemActor('worker');

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [partOf(new StatementsProbe(worker), causesOfStatements)];
