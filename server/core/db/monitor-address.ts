import 'server-only';
import { join } from 'node:path';
import { directConnection, monitorConnection } from '#server/core/db/connection.ts';
import { gotNoAnswer, isFull } from '#server/core/db/no-answer.ts';
import { env } from '#server/core/env.ts';

const NOT_FOUND = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const NOBODY = new Set(['ECONNREFUSED', 'ENOENT']);

/**
 * That nothing answers where MONITOR_DATABASE_URL leads, as a sentence with the address and without its password; null where it leads to
 * the product's own address, or something did answer.
 * @param error with which the monitor's connection failed, while the product's own was answered
 */
export function unreached(error: unknown): string | null {
  if (!hasOwnAddress() || !gotNoAnswer(error) || isFull(error)) return null;
  const { host, port } = monitorConnection();
  const address = host.startsWith('/') ? join(host, `.s.PGSQL.${port}`) : `${host}:${port}`;
  return `MONITOR_DATABASE_URL leads to ${address}, ${howOf(codeOf(error))}; Postgres does answer the console itself.`;
}

function hasOwnAddress(): boolean {
  if (env().MONITOR_DATABASE_URL === undefined) return false;
  const [monitor, product] = [monitorConnection(), directConnection()];
  return monitor.host !== product.host || monitor.port !== product.port;
}

function howOf(code: string): string {
  if (NOT_FOUND.has(code)) return 'a name that is not found';
  return NOBODY.has(code) ? 'where nothing listens' : 'where no Postgres answers';
}

/** What the system calls the failure; of a name with several addresses that is all it says. */
function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
