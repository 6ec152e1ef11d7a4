import 'server-only';
import { createTransport } from 'nodemailer';
import { env } from '#server/core/env.ts';

/** A step with the server, and all of them: one that answers slowly each time would hold up what else is sent. */
const STEP_WITHIN_MS = 10_000;
const WITHIN_MS = 20_000;

/** Some recipients took a mail and these did not. Its sentence names none of them: it is kept, and shown to others. */
export class RefusedError extends Error {
  readonly recipients: readonly string[];

  /** @param of how many it was sent to @param codes what the server answered to those it refused */
  constructor(recipients: readonly string[], of: number, codes: readonly (number | undefined)[]) {
    super(`The mail server refused ${recipients.length} of ${of} recipients: ${[...new Set(codes)].join(', ')}.`);
    this.recipients = recipients;
  }
}

/**
 * Sends a mail by SMTP_URL. `?from=` of that address names the sender, else switchboard@ its host.
 * @param withinMs how long it may take on the whole, in milliseconds
 * @throws RefusedError where some of several recipients are refused; Error with a sentence that may be shown
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
    const sent = await transport.sendMail({ from, to: recipients, subject, text, signal });
    if (sent.rejected.length === 0) return;
    // As the server was given them: it need not be how people wrote them.
    const taken = new Set(sent.accepted.map((one) => one.toLowerCase()));
    const refused = recipients.filter((one) => !taken.has(one.toLowerCase()));
    throw new RefusedError(refused, recipients.length, sent.rejectedErrors?.map((one) => one.responseCode) ?? []);
  } catch (error) {
    if (signal.aborted) throw new Error(`The mail server did not take it within ${withinMs / 1_000} s.`);
    throw error;
  } finally {
    transport.close();
  }
}
