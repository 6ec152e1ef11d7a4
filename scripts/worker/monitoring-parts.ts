import { causesOfPool } from '#lib/monitoring/pool/causes.ts';
import { causesOfSessions } from '#lib/monitoring/sessions/causes.ts';
import { poolPart } from '#server/monitoring/pool/part.ts';
import { ownPartOf, type Part, partOf } from '#server/monitoring/sampler/part.ts';
import { sessionsProbe } from '#server/monitoring/sessions/probe.ts';

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [ownPartOf(poolPart, causesOfPool), partOf(sessionsProbe, causesOfSessions)];
