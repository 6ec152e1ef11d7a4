import { z } from 'zod';

const settingSchema = z.object({
  name: z.string(),
  /** What is advised, and what the server has, as one writes them: `4MB`. */
  wanted: z.string(),
  found: z.string(),
  fits: z.boolean(),
  /** The next step up from what it has, for a server that needs more than is advised; null where the machine has no room. */
  more: z.string().nullable().default(null),
  why: z.string(),
  /** How a change of it takes hold. */
  takesHold: z.enum(['session', 'reload', 'restart']),
  /** A change was made that waits for a restart. */
  pending: z.boolean(),
});
export type ServerSetting = z.infer<typeof settingSchema>;

const symptomsSchema = z.object({
  /** Over how many seconds what follows was counted, an hour at most; 0 with the first reading. */
  seconds: z.number(),
  tempFiles: z.number(),
  tempBytes: z.number(),
  checkpointsTimed: z.number(),
  checkpointsRequested: z.number(),
  walBuffersFull: z.number(),
  blocksRead: z.number(),
  blocksHit: z.number(),
  /** The most connections that were open at a reading, of those there is room for. */
  connectionsMost: z.number(),
  connectionsRoom: z.number(),
});
export type Symptoms = z.infer<typeof symptomsSchema>;

const rightsFactsSchema = z.object({
  /** Who the monitor is signed in as, and who the product is. */
  login: z.string(),
  application: z.string(),
  superuser: z.boolean(),
  monitors: z.boolean(),
  readsStats: z.boolean(),
  readsSettings: z.boolean(),
  scansTables: z.boolean(),
  /** Whether the product may end sessions of other logins, and whether it sees which they are. */
  applicationSignals: z.boolean(),
  applicationReadsStats: z.boolean(),
  statements: z.object({
    available: z.boolean(),
    /** Version in this database, null where it was not created, and the one the server brings. */
    installed: z.string().nullable(),
    offered: z.string().nullable(),
    /** The SQLSTATE that reading it gave; null when it was read. */
    refusal: z.string().nullable(),
    /** What pg_stat_statements.track says; null where it is not loaded. */
    track: z.string().nullable(),
    /** shared_preload_libraries; null where it may not be read. */
    preloaded: z.string().nullable(),
  }),
  tuple: z.object({ available: z.boolean(), installed: z.string().nullable(), readable: z.boolean() }),
  trackIoTiming: z.string(),
  computeQueryId: z.string(),
  trackActivities: z.string(),
  trackCounts: z.string(),
});
export type RightsFacts = z.infer<typeof rightsFactsSchema>;

/** What the part `server` knows. */
export const serverSampleSchema = z.object({
  version: z.number(),
  database: z.string(),
  /** Memory of the machine in bytes; null where the server is not ours and nobody can say. */
  memory: z.number().nullable(),
  settings: z.array(settingSchema),
  symptoms: symptomsSchema,
  /** The same of the last minutes alone. */
  recent: symptomsSchema,
  rights: rightsFactsSchema,
});
export type ServerSample = z.infer<typeof serverSampleSchema>;
