import 'server-only';
import pino from 'pino';
import { env } from '#server/core/env.ts';
import { currentRequest } from '#server/core/request-context.ts';

/** Names of fields that are secrets, wherever they stand. */
const SECRETS = ['password', 'token', 'key', 'cookie', 'authorization', 'secret'];

/** How the product logs, for `log` and for tests that read what is written. */
export const logOptions: pino.LoggerOptions = {
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => currentRequest() ?? {},
  redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  hooks: { streamWrite: cleanLine },
};

/**
 * One JSON line an event on standard output: `log.info({ event: 'import.applied', batch: 12 })`; within a request it
 * carries the request's id. Fields carry ids and counts, never a name, number, message text, cookie, password or key.
 */
export const log = pino({ ...logOptions, level: env().LOG_LEVEL });

/**
 * The last look at a line: secrets that came inside another text, such as an error's message, are taken out, and what
 * JSON leaves alone but viewers take for a line break or a terminal command is escaped.
 */
function cleanLine(line: string): string {
  return line
    .replace(/\bsb_[\w-]{8,}/g, 'sb_[redacted]')
    .replace(/((?:session_token|two_factor|browser|trust_device)(?:=|%3D))[^;,\s"\\]+/g, '$1[redacted]')
    .replace(/([?&]token=|\/(?:setup|reset)\/)[\w-]{20,}/g, '$1[redacted]')
    .replace(/(\b\w+:\/\/[^\s:@/"]*:)[^\s@/"]+@/g, '$1[redacted]@')
    .replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
