'use client';

import type { z } from 'zod';
import { useMonitoring } from '#components/monitoring/use-monitoring.ts';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import type { Panel } from '#lib/monitoring/panel.ts';

/** What one part of monitoring knows, asked for every 2 s while the tab is visible; old while the server gives no answer. */
export function usePanel<T>(initial: MonitoringAnswer, part: string, schema: z.ZodType<T>): Panel<T> {
  const { answer, lost } = useMonitoring(initial, part);
  const panel = answer.panels[part];
  if (panel === undefined || panel.state === 'blind') return panel ?? unknown(answer.at);
  const value = schema.safeParse(panel.value);
  if (!value.success) return unknown(panel.at);
  if (!lost) return { ...panel, value: value.data };
  return { state: 'stale', at: panel.at, value: value.data, reason: 'This page has not reached the server.' };
}

function unknown(at: string): Panel<never> {
  return {
    state: 'blind',
    at,
    reason: 'This page and the worker do not speak the same version.',
    blinds: 'Nothing is shown until the page is loaded anew.',
    mend: null,
  };
}
