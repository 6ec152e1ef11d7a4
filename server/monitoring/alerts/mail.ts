import 'server-only';
import { createTransport } from 'nodemailer';
import { env } from '#server/core/env.ts';

/** A step with the server, and all of them: one that answers slowly each time would hold up what else is sent. */
const STEP_WITHIN_MS = 10_000;
const WITHIN_MS = 20_000;

/**
 * Sends a mail by SMTP_URL. `?from=` of that address names the sender, else switchboard@ its host.
 * @param withinMs how long it may take on the whole, in milliseconds
 * @throws Error with a sentence that may be shown
 */
export async function sendMail(
  recipients: string[],
  { subject, text }: { subject: string; text: string },
  withinMs = WITHIN_MS,
): Promise<void> {
  const address = env().SMTP_URL;
  if (address === undefined) throw new Error('SMTP_URL is not set, so no mail can be sent.');
  const url = new URL(address);
  const from = url.searchParams.get('from') ?? `switchboard@${url.hostname}`;
  url.search = '';
  const transport = createTransport({
    url: url.href,
    connectionTimeout: STEP_WITHIN_MS,
    greetingTimeout: STEP_WITHIN_MS,
    socketTimeout: STEP_WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const signal = AbortSignal.timeout(withinMs);
  try {
    await transport.sendMail({ from, to: recipients, subject, text, signal });
  } catch (error) {
    if (signal.aborted) throw new Error(`The mail server did not take it within ${withinMs / 1_000} s.`);
    throw error;
  } finally {
    transport.close();
  }
}
