import 'server-only';
import pino from 'pino';
import { env } from '#server/core/env.ts';

/**
 * One JSON line an event on standard output: `log.info({ event: 'import.applied', batch: 12 })`.
 * Fields carry ids and counts, never a name, number, message text, cookie, password or key.
 */
export const log = pino({
  level: env().LOG_LEVEL,
  base: { pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: {
    paths: [
      'password',
      'token',
      'key',
      'cookie',
      'authorization',
      '*.password',
      '*.token',
      '*.cookie',
      '*.authorization',
    ],
    censor: '[redacted]',
  },
});
