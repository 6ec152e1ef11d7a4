import 'server-only';
import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import ipaddr from 'ipaddr.js';

const WITHIN_MS = 10_000;

export type Webhook = { target: string; secret: string; allowPrivate: boolean };

/**
 * Posts a body to a webhook, signed: `switchboard-signature: t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" under the
 * channel's secret, in hex>`. The name is looked up once and that address is called, so that no second answer can lead elsewhere;
 * no redirect is followed. The same `switchboard-delivery` is the same message, sent again.
 * @throws Error with a sentence that may be shown
 */
export async function postWebhook(webhook: Webhook, delivery: string, body: string, now = new Date()): Promise<void> {
  const url = new URL(webhook.target);
  const address = await findAddress(url.hostname, webhook.allowPrivate);
  const seconds = Math.floor(now.getTime() / 1_000);
  const signature = createHmac('sha256', webhook.secret).update(`${seconds}.${body}`).digest('hex');
  const status = await post(url, address, body, {
    'content-type': 'application/json',
    'user-agent': 'Switchboard',
    'switchboard-delivery': delivery,
    'switchboard-signature': `t=${seconds},v1=${signature}`,
  });
  if (status < 200 || status > 299) throw new Error(`It answered ${status}.`);
}

/** @throws Error when the name leads nowhere, or to where it may not. */
async function findAddress(hostname: string, allowPrivate: boolean): Promise<string> {
  const name = hostname.replace(/^\[|\]$/g, '');
  const found = ipaddr.isValid(name)
    ? [{ address: name }]
    : await lookup(name, { all: true, verbatim: true }).catch(() => []);
  if (found.length === 0) throw new Error(`The name ${name} leads to no address.`);
  const refused = found.find(({ address }) => !mayCall(address, allowPrivate));
  if (refused !== undefined)
    throw new Error(
      allowPrivate
        ? `The name ${name} leads to an address that is never called.`
        : `The name ${name} leads to an address that is not public, which this channel may not call.`,
    );
  return found[0]?.address ?? '';
}

/** Own networks where they are allowed; what is no single machine's, and link-local (where clouds keep their keys), never. */
function mayCall(address: string, allowPrivate: boolean): boolean {
  const range = ipaddr.process(address).range();
  return (
    range === 'unicast' || (allowPrivate && ['private', 'loopback', 'uniqueLocal', 'carrierGradeNat'].includes(range))
  );
}

function post(url: URL, address: string, body: string, headers: Record<string, string>): Promise<number> {
  const family = ipaddr.parse(address).kind() === 'ipv6' ? 6 : 4;
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: false,
        signal: AbortSignal.timeout(WITHIN_MS),
        lookup: (_name, options, done) =>
          options.all ? done(null, [{ address, family }]) : done(null, address, family),
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
        answer.once('end', () => sent.destroy());
      },
    );
    sent.once('error', (error) => reject(new Error(sentenceOf(error))));
    sent.end(body);
  });
}

const sentences: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens at that address.',
  ECONNRESET: 'The line was cut before it answered.',
  EHOSTUNREACH: 'No way leads to that address.',
  ENETUNREACH: 'No way leads to that address.',
  AbortError: `It did not answer within ${WITHIN_MS / 1_000} s.`,
  TimeoutError: `It did not answer within ${WITHIN_MS / 1_000} s.`,
};

/** What went wrong on the way; of a certificate, what Node says of it. */
function sentenceOf(error: Error & { code?: string }): string {
  return sentences[error.name] ?? sentences[error.code ?? ''] ?? error.message;
}
