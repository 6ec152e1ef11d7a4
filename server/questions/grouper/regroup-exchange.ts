import { z } from 'zod';

// What worker and regrouper say to each other, over the channel of the process and nothing else. Ids are the tables' own.

const floats = z.custom<Float32Array>((value) => value instanceof Float32Array);
const ids = z.custom<Float64Array>((value) => value instanceof Float64Array);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** Some texts of a model, in the order of their ids. */
const textsSchema = z.object({
  kind: z.literal('texts'),
  model: z.string(),
  dims: z.int(),
  ids,
  asked: ids,
  groups: ids,
  vectors: floats,
  /** As the table keeps them; empty where none are stored. */
  nearest: z.array(bytes),
});

/** All of a model's texts are told: its mean if that is to stay, else it is set anew and stored neighbours do not count. */
const spaceSchema = z.object({ kind: z.literal('space'), model: z.string(), mean: floats.nullable() });

const goSchema = z.object({
  kind: z.literal('go'),
  rulings: z.array(z.object({ kind: z.enum(['together', 'apart', 'move']), sets: z.array(z.array(z.number())) })),
  pinned: z.array(z.number()),
});

export const orderSchema = z.discriminatedUnion('kind', [textsSchema, spaceSchema, goSchema]);
export type Order = z.infer<typeof orderSchema>;
export type TextsOrder = z.infer<typeof textsSchema>;

const progressSchema = z.object({
  kind: z.literal('progress'),
  step: z.enum(['neighbours', 'groups']),
  done: z.int(),
  total: z.int(),
});

/** Neighbours that are others than those stored. */
const neighboursSchema = z.object({ kind: z.literal('neighbours'), ids, nearest: z.array(bytes) });
export type FoundNeighbours = z.infer<typeof neighboursSchema>;

const groupSchema = z.object({
  id: z.number().nullable(),
  model: z.string(),
  centroid: floats,
  medoid: z.number(),
  cohesion: z.number(),
  mixed: z.boolean(),
  texts: ids,
  likeness: floats,
  /** 0 for none. */
  nearest: ids,
});
export type FoundGroup = z.infer<typeof groupSchema>;

const groupsSchema = z.object({ kind: z.literal('groups'), groups: z.array(groupSchema) });

const doneSchema = z.object({
  kind: z.literal('done'),
  spaces: z.array(z.object({ model: z.string(), mean: floats, texts: z.int() })),
  gone: z.array(z.object({ id: z.number(), into: z.int() })),
  /** Most memory that the process held, bytes. */
  memory: z.number(),
});
export type Done = z.infer<typeof doneSchema>;

export const findingSchema = z.discriminatedUnion('kind', [progressSchema, neighboursSchema, groupsSchema, doneSchema]);
export type Finding = z.infer<typeof findingSchema>;
