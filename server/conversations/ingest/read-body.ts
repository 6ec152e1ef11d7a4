import 'server-only';
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Refusal } from '#server/conversations/ingest/refusal.ts';
import { shapeOf } from '#server/conversations/ingest/shape.ts';

export type BodyLimits = { bytes: number; milliseconds: number };

/** How long, and for how many times the limit, the rest of a refused body is still taken, so that its sender can read the refusal. */
const LINGER_MS = 2_000;
const LINGER_BODIES = 16;

/** A request's JSON; `whole` is false when some of its bytes were no UTF-8 and stand as U+FFFD. */
export type Body = {
  value: unknown;
  bytes: number;
  whole: boolean;
  /** What makes one record of an array unfit, by its place from 0. */
  unfit: ReadonlyMap<number, string>;
};

/**
 * Reads the JSON of a request, its bytes counted by ourselves whatever its headers claim.
 * @throws Refusal 400 no JSON, 408 too slow, 413 too large, 415 compressed
 */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<Body> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    letGo(request, limits);
    throw new Refusal(415, 'invalid', 'The body is compressed. Send it as it is, without Content-Encoding.');
  }
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) {
    letGo(request, limits);
    throw tooLarge(limits);
  }
  return parse(await collect(request, limits));
}

function parse(buffer: Buffer): Body {
  const bytes = buffer.length;
  const start = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
  const text = start === 0 ? buffer : buffer.subarray(start);
  const { fault, records } = shapeOf(text);
  if (fault !== null) throw new Refusal(fault.code === 'too_large' ? 413 : 400, fault.code, fault.detail);
  try {
    return { value: JSON.parse(text.toString('utf8')), bytes, whole: isUtf8(text), unfit: records };
  } catch {
    throw new Refusal(400, 'invalid', 'The body is not JSON.');
  }
}

function collect(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (refusal: Refusal) => {
      settle();
      letGo(request, limits);
      reject(refusal);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > limits.bytes) end(tooLarge(limits));
    };
    const onEnd = () => {
      settle();
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    };
    const onGone = () => end(new Refusal(400, 'invalid', 'The body ended early.'));
    const seconds = limits.milliseconds / 1000;
    const late = setTimeout(
      () => end(new Refusal(408, 'invalid', `The body did not come within ${seconds} s.`)),
      limits.milliseconds,
    );
    const settle = () => {
      clearTimeout(late);
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

function tooLarge(limits: BodyLimits): Refusal {
  return new Refusal(413, 'too_large', `The body is larger than ${limits.bytes} bytes. Send fewer turns at a time.`);
}

/** Takes the rest of a refused body and forgets it; one that goes on and on is cut off. */
function letGo(request: IncomingMessage, limits: BodyLimits): void {
  if (request.complete) return;
  let bytes = 0;
  const cut = setTimeout(() => request.destroy(), LINGER_MS);
  request.on('error', () => {});
  request.once('close', () => clearTimeout(cut));
  request.once('end', () => clearTimeout(cut));
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LINGER_BODIES * limits.bytes) request.destroy();
  });
}
