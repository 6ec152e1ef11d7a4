import 'server-only';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { getLatest, getVerdict, isSampledElsewhere, noteWatching } from '#server/monitoring/latest.ts';

/** What is to blame and what these parts know, from memory alone. Whoever asks is taken for somebody who looks. */
export function getMonitoring(actor: Actor, parts: readonly string[], now = new Date()): MonitoringAnswer {
  noteWatching(actor);
  return {
    at: now.toISOString(),
    verdict: getVerdict(actor, now),
    isElsewhere: isSampledElsewhere(actor),
    panels: Object.fromEntries(parts.map((part) => [part, getLatest(actor, part, now)])),
  };
}
