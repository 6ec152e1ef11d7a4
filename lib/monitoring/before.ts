import { z } from 'zod';

type SearchParams = Record<string, string | string[] | undefined>;

const incidentId = z.string().regex(/^[1-9]\d{0,17}$/);
const alertId = z.uuid();

/** After which incident the list goes on, by its id; null for its beginning, and for what is none. */
export function parseBeforeIncident({ before }: SearchParams): string | null {
  return incidentId.safeParse(before).data ?? null;
}

/** The same of alerts. */
export function parseBeforeAlert({ before }: SearchParams): string | null {
  return alertId.safeParse(before).data ?? null;
}
