import { z } from 'zod';
import {
  batchStates,
  changeKinds,
  countsSchema,
  fileFactsSchema,
  importModes,
  mappingSchema,
  progressSchema,
} from '#lib/imports/batch.ts';

/** An import as the list shows it. */
export const batchRow = z.object({
  id: z.number(),
  fileName: z.string(),
  mode: z.enum(importModes),
  state: z.enum(batchStates),
  /** Null until a preview or the import has counted. */
  counts: countsSchema.nullable().catch(null),
  problems: z.number(),
  remarks: z.number(),
  createdBy: z.string(),
  createdAt: z.date(),
  appliedAt: z.date().nullable(),
  undoneAt: z.date().nullable(),
  error: z.string().nullable(),
});
export type BatchLine = z.infer<typeof batchRow>;

/** An import as its own page shows it. */
export const fullRow = batchRow.extend({
  mapping: mappingSchema,
  facts: fileFactsSchema,
  progress: progressSchema,
  /** The number of its latest preview. */
  preview: z.number(),
  silentSeconds: z.number(),
  undo: z
    .object({ batch: z.number(), reverted: z.number(), deleted: z.number(), restored: z.number(), kept: z.number() })
    .nullable(),
});
/** What the page of an import under way asks for again and again. */
export type BatchProgress = Pick<z.infer<typeof fullRow>, 'state' | 'progress'>;
export type BatchView = z.infer<typeof fullRow> & { hasRejectFile: boolean };

/** One entry that an import changed or would change. */
export const changeRow = z.object({
  id: z.string(),
  row: z.number().nullable(),
  kind: z.enum(changeKinds),
  employee: z.number().nullable(),
  employeeId: z.string().nullable(),
  fullName: z.string(),
  changes: z.record(z.string(), z.tuple([z.string().nullable(), z.string().nullable()])),
});
export type ChangeLine = z.infer<typeof changeRow>;

/** One error or remark about a cell or a row. */
export const problemRow = z.object({
  id: z.string(),
  severity: z.enum(['error', 'remark']),
  row: z.number().nullable(),
  column: z.string().nullable(),
  message: z.string(),
  value: z.string().nullable(),
});
export type ProblemLine = z.infer<typeof problemRow>;
