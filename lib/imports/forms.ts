import { z } from 'zod';
import { importModes, mappingSchema } from '#lib/imports/batch.ts';

export const batchId = z.number().int().positive();

export const planForm = z.object({ batch: batchId, mapping: mappingSchema.max(200), mode: z.enum(importModes) });

export const applyForm = z.object({
  batch: batchId,
  /** The number of the preview that is applied. */
  preview: z.number().int(),
  /** The number typed by hand when the fuse tripped. */
  confirmMissing: z.number().int().min(0).nullable(),
});
