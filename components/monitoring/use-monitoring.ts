'use client';

import { useEffect, useState } from 'react';
import { whileVisible } from '#components/layout/while-visible.ts';
import { type MonitoringAnswer, monitoringAnswerSchema } from '#lib/monitoring/answer.ts';

const POLL_MS = 2_000;
const PATIENCE_MS = 5_000;

/** What monitoring said last; `lost` while the server gives no answer. */
export type SeenMonitoring = { answer: MonitoringAnswer; lost: boolean };

/**
 * What monitoring knows, asked for every 2 s while the tab is visible. The external system is the server.
 * @param parts joined by commas, so that the wish is the same from one drawing to the next
 */
export function useMonitoring(initial: MonitoringAnswer, parts: string): SeenMonitoring {
  const [seen, setSeen] = useState<SeenMonitoring>({ answer: initial, lost: false });
  useEffect(
    () =>
      whileVisible(
        POLL_MS,
        () => ask(parts),
        (answer) => setSeen((before) => (answer === null ? { ...before, lost: true } : { answer, lost: false })),
      ),
    [parts],
  );
  return seen;
}

async function ask(parts: string): Promise<MonitoringAnswer | null> {
  try {
    const answer = await fetch(`/api/monitoring?parts=${parts}`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      cache: 'no-store',
    });
    const parsed = answer.ok ? monitoringAnswerSchema.safeParse(await answer.json()) : undefined;
    return parsed?.success ? parsed.data : null;
  } catch {
    return null;
  }
}
