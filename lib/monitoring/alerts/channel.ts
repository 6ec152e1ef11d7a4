import { z } from 'zod';
import { severities } from '#lib/monitoring/cause.ts';

const MOST_RECIPIENTS = 20;
const name = z.string().trim().min(1, 'Say what it is called.').max(80, 'Use at most 80 characters.');
const leastSeverity = z.enum(severities);

const webhookForm = z
  .strictObject({
    kind: z.literal('webhook'),
    name,
    target: z
      .url({ protocol: /^https?$/, error: 'This is not an address that begins with https://.' })
      .max(500, 'Use at most 500 characters.'),
    allowPrivate: z.boolean(),
    leastSeverity,
  })
  .refine(({ target, allowPrivate }) => allowPrivate || target.startsWith('https:'), {
    path: ['target'],
    error: 'Over plain http only to an address on your own network: use https, or allow those.',
  })
  .refine(({ target }) => !/^\w+:\/\/[^/]*@/.test(target), {
    path: ['target'],
    error: 'Leave name and password out of the address: what is posted is signed.',
  });

const emailForm = z.strictObject({
  kind: z.literal('email'),
  name,
  target: z
    .string()
    .transform((list) => list.split(/[\s,;]+/).filter(Boolean))
    .pipe(
      z
        .array(z.email({ error: ({ input }) => `${input} is not an e-mail address.` }))
        .min(1, 'Name at least one recipient.')
        .max(MOST_RECIPIENTS, `At most ${MOST_RECIPIENTS} recipients.`),
    )
    .transform((list) => list.join(',')),
  leastSeverity,
});

/** What is asked for when a channel is made. */
export const channelForm = z.discriminatedUnion('kind', [webhookForm, emailForm]);
export type ChannelForm = z.infer<typeof channelForm>;

/** Minutes for which alerts can be muted. */
export const muteMinutes = [15, 60, 240, 1_440] as const;
export const muteForm = z.strictObject({
  reason: z.string().trim().min(1, 'Say why, for whoever wonders.').max(200, 'Use at most 200 characters.'),
  minutes: z.union(muteMinutes.map((minutes) => z.literal(minutes))),
});
