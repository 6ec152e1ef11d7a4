import 'server-only';
import { z } from 'zod';
import { log } from '#server/core/log.ts';

const BYTES_AT_MOST = 16_384;
const LOGGED_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const text = z.string().max(2_000);
const reportBody = z.object({
  'csp-report': z.object({
    'document-uri': text.default(''),
    'effective-directive': text.optional(),
    'violated-directive': text.optional(),
    'blocked-uri': text.default(''),
    'source-file': text.default(''),
    'line-number': z.number().optional(),
  }),
});

let minute = { began: 0, logged: 0 };

/**
 * Logs what a browser refused to do on one of our pages. Anyone can post here, so it is cut at 16 KB and at 30 lines a
 * minute, and addresses lose their query, which may carry names.
 */
export async function takeCspReport(request: Request): Promise<void> {
  const body = await readAtMost(request, BYTES_AT_MOST);
  const report = body === undefined ? undefined : reportBody.safeParse(asJson(body)).data?.['csp-report'];
  if (report === undefined || !mayLog()) return;
  log.warn({
    event: 'csp.violation',
    directive: report['effective-directive'] ?? report['violated-directive'],
    blocked: withoutQuery(report['blocked-uri']),
    page: withoutQuery(report['document-uri']),
    source: withoutQuery(report['source-file']),
    line: report['line-number'],
  });
}

async function readAtMost(request: Request, limit: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mayLog(): boolean {
  const now = Date.now();
  if (now - minute.began > MINUTE_MS) minute = { began: now, logged: 0 };
  minute.logged += 1;
  return minute.logged <= LOGGED_PER_MINUTE;
}

function withoutQuery(address: string): string {
  return address.split(/[?#]/)[0] ?? '';
}
