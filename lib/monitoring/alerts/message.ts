import { z } from 'zod';
import { wholeSecond } from '#lib/monitoring/replay/move.ts';
import { replayHref } from '#lib/monitoring/replay/params.ts';
import { formatInstant } from '#lib/time.ts';
import type { AlertEvent } from './desk.ts';

/** What is posted to a webhook and written into a mail. Instants are ISO 8601 in UTC. */
export const messageSchema = z.object({
  kind: z.enum(['raised', 'resolved', 'test']),
  alert: z.string(),
  key: z.string(),
  severity: z.enum(['warn', 'crit']),
  sentence: z.string(),
  hurts: z.string(),
  step: z.string(),
  since: z.string(),
  until: z.string().nullable(),
  /** The page to open; a path where BASE_URL is not set. */
  page: z.string(),
  /** The same instant as it was, in the replay: the page shows what is so when it is opened. */
  moment: z.string().default(''),
});
export type AlertMessage = z.infer<typeof messageSchema>;

/** @param base where people reach the console, without a slash at its end; '' when nobody said */
export function messageOf(event: AlertEvent, base: string): AlertMessage {
  const { alert } = event;
  const { sentence, hurts, step, since, href } = alert.cause;
  return {
    kind: event.kind === 'resolved' ? 'resolved' : 'raised',
    alert: alert.id,
    key: alert.key,
    severity: alert.severity,
    sentence,
    hurts,
    step,
    since,
    until: event.kind === 'resolved' ? event.at : null,
    page: `${base}${href}`,
    moment: `${base}${replayHref({ at: wholeSecond(Date.parse(alert.raisedAt)), span: '72h' })}`,
  };
}

/** What the test button sends. */
export function testMessage(id: string, now: Date, base: string): AlertMessage {
  return {
    kind: 'test',
    alert: id,
    key: 'test',
    severity: 'warn',
    sentence: 'This is a test of alerts. Nothing is wrong.',
    hurts: 'Nobody.',
    step: 'Nothing is to be done.',
    since: now.toISOString(),
    until: null,
    page: `${base}/settings/alerts`,
    moment: '',
  };
}

const words = { raised: { warn: 'Look at it today', crit: 'Act now' }, test: { warn: 'Test', crit: 'Test' } } as const;

/** Subject and text of the mail. */
export function mailOf(message: AlertMessage, organisation: string): { subject: string; text: string } {
  const { kind, severity, sentence, hurts, step, since, until, page, moment } = message;
  const word = kind === 'resolved' ? 'Over' : words[kind][severity];
  const from = organisation === '' ? 'Switchboard' : `Switchboard, ${organisation}`;
  const lines = [
    sentence,
    ...(hurts === '' ? [] : [hurts]),
    until === null ? `Since ${inUtc(since)}.` : `From ${inUtc(since)} to ${inUtc(until)}.`,
    ...(kind === 'resolved' ? [] : ['', `Next: ${step}`]),
    ...(page.startsWith('/') ? [] : ['', page]),
    ...(moment.startsWith('/') || moment === '' ? [] : [`As it was then: ${moment}`]),
  ];
  return {
    subject: `[${from}] ${word}: ${sentence}`.replaceAll(/\s+/g, ' ').slice(0, 200),
    text: `${lines.join('\n')}\n`,
  };
}

/** Whoever reads a mail may be anywhere. */
function inUtc(instant: string): string {
  const at = new Date(instant);
  return `${formatInstant(at, 'UTC', 'moment', at)} UTC`;
}
