import { z } from 'zod';

/** What is watched, in the order of the page's filter. */
export const changeKinds = [
  'table',
  'column',
  'index',
  'constraint',
  'trigger',
  'function',
  'extension',
  'setting',
  'migration',
  'server',
  'release',
  'redis',
  'process',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const changeSchema = z.object({
  id: z.string(),
  kind: z.enum(changeKinds),
  name: z.string(),
  /** The table it belongs to. */
  relation: z.string().nullable(),
  what: z.enum(['added', 'dropped', 'changed', 'started']),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** It happened after the first, and no later than the second. */
  fromAt: z.iso.datetime(),
  toAt: z.iso.datetime(),
});

/** One difference between two looks. Instants are ISO 8601 in UTC. */
export type Change = z.infer<typeof changeSchema>;
