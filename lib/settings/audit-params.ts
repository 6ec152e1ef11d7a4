import { z } from 'zod';

const text = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((value) => !value.includes('\0'))
  .optional()
  .catch(undefined);
const day = z.iso
  .date()
  .refine((value) => value >= '1900-01-01')
  .optional()
  .catch(undefined);
const id = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional()
  .catch(undefined);

/** What `/settings/audit` shows, as its address says it. What cannot be read is left out. */
export const auditParams = z.object({
  /** `user:<id>`, `key:<id>` or `system:<name>`. */
  actor: text,
  action: text,
  /** A type, or a type and an id: `employee` or `employee:12`. */
  target: text,
  /** The first and the last day, in the viewer's zone. */
  from: day,
  to: day,
  /** Rows older than this one, or newer; of both, the first counts. */
  before: id,
  after: id,
});

export type AuditParams = z.infer<typeof auditParams>;
export type AuditFilters = Omit<AuditParams, 'before' | 'after'>;

/** Reads the address; a parameter given twice counts once. */
export function parseAuditParams(params: Record<string, string | string[] | undefined>): AuditParams {
  const first = Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return auditParams.parse(Object.fromEntries(first));
}

/** The address of the list with these filters and place. */
export function auditHref(params: AuditParams, path = '/settings/audit'): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Whether any filter is in force. */
export function isFiltered({ before: _before, after: _after, ...filters }: AuditParams): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
