import type { Panel } from '#lib/monitoring/panel.ts';
import { type Sessions, sessionsSchema } from '#lib/monitoring/sessions/sample.ts';

/** The panel of sessions as it came, its value checked; what cannot be read is not seen. */
export function toSessionsPanel(panel: Panel<unknown> | undefined, now: string): Panel<Sessions> {
  if (panel === undefined) return unreadable(now);
  if (panel.state === 'blind') return panel;
  const value = sessionsSchema.safeParse(panel.value);
  return value.success ? { ...panel, value: value.data } : unreadable(panel.at);
}

function unreadable(at: string): Panel<Sessions> {
  return {
    state: 'blind',
    at,
    reason: 'The newest sample of sessions cannot be read by this page.',
    blinds:
      'Who is connected and who waits for whom is not known here. Reload the page: it may be older than the server.',
    mend: null,
  };
}
