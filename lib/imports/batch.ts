import { z } from 'zod';
import { delimiters } from '#lib/imports/delimiter.ts';
import { importFields } from '#lib/imports/fields.ts';

export const importModes = ['update', 'whole_directory'] as const;
export type ImportMode = (typeof importModes)[number];

export const batchStates = [
  'uploaded',
  'previewing',
  'previewed',
  'applying',
  'applied',
  'undoing',
  'undone',
  'failed',
  'discarded',
] as const;
export type BatchState = (typeof batchStates)[number];

/** Whether a batch is at work, so that its page polls. */
export function isAtWork(state: BatchState): boolean {
  return state === 'previewing' || state === 'applying' || state === 'undoing';
}

export const changeKinds = ['created', 'updated', 'deleted', 'restored'] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const mappingSchema = z.array(z.enum(importFields).nullable());

export const countsSchema = z.object({
  read: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  deleted: z.number(),
  restored: z.number(),
  rejected: z.number(),
  mended: z.record(z.string(), z.number()),
  /** Live entries the file speaks for, before the import. */
  live: z.number(),
  /** Whether the fuse trips for `deleted` of `live`. */
  fuse: z.boolean(),
});
export type ImportCounts = z.infer<typeof countsSchema>;

export const progressSchema = z.object({
  step: z.enum(['waiting', 'reading', 'matching', 'writing', 'recording']).default('waiting'),
  read: z.number().default(0),
  /** Rows written so far, of `read`; in a preview they are written and taken back. */
  written: z.number().default(0),
});
export type ImportProgress = z.infer<typeof progressSchema>;

export const fileFactsSchema = z.object({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  delimiter: z.enum(delimiters),
  header: z.array(z.string()),
  samples: z.array(z.array(z.string())),
  /** What was assumed about the file, each a whole sentence. */
  remarks: z.array(z.string()),
});
export type FileFacts = z.infer<typeof fileFactsSchema>;
