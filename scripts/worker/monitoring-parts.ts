import { causesOfSessions } from '#lib/monitoring/sessions/causes.ts';
import { type Part, partOf } from '#server/monitoring/sampler/part.ts';
import { sessionsProbe } from '#server/monitoring/sessions/probe.ts';

/** Every part of monitoring, one line each. */
export const parts: readonly Part[] = [partOf(sessionsProbe, causesOfSessions)];
