import { z } from 'zod';
import { parametersSchema } from './statements/parameters.ts';
import { verdictSchema } from './verdict/verdict.ts';

/** A panel as it travels: its value is checked by whoever draws it. */
export const panelSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('measured'), at: z.string(), value: z.unknown() }),
  z.object({ state: z.literal('stale'), at: z.string(), value: z.unknown(), reason: z.string() }),
  z.object({
    state: z.literal('blind'),
    at: z.string(),
    reason: z.string(),
    blinds: z.string(),
    mend: z.string().nullable(),
  }),
]);

/** How often a statement, by its shape, was sent for one kind of work. */
export const runSchema = z.object({
  shape: z.string().regex(/^[0-9a-f]{16}$/),
  route: z.string().nullable(),
  operation: z.string().nullable(),
  calls: z.int(),
});
export type ShapeRun = z.infer<typeof runSchema>;

/** The parameters of a statement, by its shape, as they were last seen: `seenAt` in ms since 1970. No values. */
const sentParametersSchema = parametersSchema.extend({ shape: runSchema.shape.shape, seenAt: z.number() });
export type SentParameters = z.infer<typeof sentParametersSchema>;

export const lookUpsSchema = z.record(
  z.string(),
  z.object({ hits: z.number(), misses: z.number(), inMemory: z.number() }),
);

/** What goes between web and worker over the supervisor, which passes on whatever says `to`. */
export const monitorMessageSchema = z.discriminatedUnion('kind', [
  /** One part's newest panel; the next is due within `dueMs`. */
  z.object({
    to: z.literal('web'),
    kind: z.literal('panel'),
    name: z.string(),
    dueMs: z.number(),
    panel: panelSchema,
  }),
  z.object({ to: z.literal('web'), kind: z.literal('verdict'), verdict: verdictSchema }),
  /** Another process samples this database: no verdict comes from here, and nothing is wrong with that. */
  z.object({ to: z.literal('web'), kind: z.literal('elsewhere') }),
  /** The supervisor saw the worker end, with which code or signal. */
  z.object({ to: z.literal('web'), kind: z.literal('worker-ended'), how: z.string() }),
  /** Somebody looks at monitoring: sample at full pace for a while. */
  z.object({ to: z.literal('worker'), kind: z.literal('watched') }),
  /** How often each prefix of our cache was asked for since a web process began. */
  z.object({ to: z.literal('worker'), kind: z.literal('look-ups'), process: z.int(), prefixes: lookUpsSchema }),
  /** Which statements a process sent for whom, and with what kinds of parameters, since it last told. */
  z.object({
    to: z.literal('worker'),
    kind: z.literal('runs'),
    runs: z.array(runSchema),
    parameters: z.array(sentParametersSchema),
  }),
  /** What a web process knows by itself: its pools. */
  z.object({ to: z.literal('worker'), kind: z.literal('pools'), pools: z.unknown() }),
  /** What failed in a web process since it started, by minutes. `process` is another at each start. */
  z.object({ to: z.literal('worker'), kind: z.literal('failures'), process: z.uuid(), told: z.unknown() }),
]);
export type MonitorMessage = z.infer<typeof monitorMessageSchema>;
