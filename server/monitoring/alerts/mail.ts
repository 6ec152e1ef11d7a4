import 'server-only';
import { createTransport } from 'nodemailer';
import { env } from '#server/core/env.ts';

const WITHIN_MS = 10_000;

/**
 * Sends a mail by SMTP_URL. `?from=` of that address names the sender, else switchboard@ its host.
 * @throws Error with a sentence that may be shown
 */
export async function sendMail(
  recipients: string[],
  { subject, text }: { subject: string; text: string },
): Promise<void> {
  const address = env().SMTP_URL;
  if (address === undefined) throw new Error('SMTP_URL is not set, so no mail can be sent.');
  const url = new URL(address);
  const from = url.searchParams.get('from') ?? `switchboard@${url.hostname}`;
  url.search = '';
  const transport = createTransport({
    url: url.href,
    connectionTimeout: WITHIN_MS,
    greetingTimeout: WITHIN_MS,
    socketTimeout: WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from, to: recipients, subject, text });
  } finally {
    transport.close();
  }
}
