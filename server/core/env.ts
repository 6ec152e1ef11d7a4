import 'server-only';
import { delimiter, dirname } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '#server/core/operator-error.ts';

const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const url = (...protocols: string[]) =>
  z
    .url({
      protocol: new RegExp(`^(${protocols.join('|')})$`),
      error: `must be an address that begins with ${protocols.join('://, ')}://`,
    })
    .optional();

/** Every variable the product reads, with its default. `.env.example` lists the same names; a test compares them. */
export const environmentSchema = z.object({
  PORT: integer(3000, 0, 65_535),
  HOST: z.string().min(1).default('127.0.0.1'),
  BASE_URL: url('http', 'https'),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(/[\s,]+/).filter(Boolean)),
  DATABASE_URL: url('postgres', 'postgresql'),
  DATABASE_REPLICA_URL: url('postgres', 'postgresql'),
  DIRECT_DATABASE_URL: url('postgres', 'postgresql'),
  MONITOR_DATABASE_URL: url('postgres', 'postgresql'),
  REDIS_URL: url('redis', 'rediss'),
  SWITCHBOARD_DATA_DIR: z.string().min(1).default('.data'),
  POOL_BASE: integer(10, 1, 200),
  POOL_OVERFLOW: integer(20, 0, 500),
  POOL_RECYCLE_SECONDS: integer(3600, 1, 86_400),
  POOL_ACQUIRE_TIMEOUT_MS: integer(3000, 50, 60_000),
  LIGHTRAG_URL: url('http', 'https'),
  LDAP_URL: url('ldap', 'ldaps'),
  SMTP_URL: url('smtp', 'smtps'),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  TRUSTED_PROXY_COUNT: integer(0, 0, 10),
  DISK_BUDGET_BYTES: z.coerce.number().int().positive().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Environment = z.infer<typeof environmentSchema>;

let parsed: Environment | undefined;

/**
 * The environment, parsed once. An empty value counts as unset.
 * @throws OperatorError with one sentence that names each variable at fault and what it must be.
 */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

/** Parses a set of variables as `env` does; for the command that checks them before it starts the product. */
export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const result = environmentSchema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new OperatorError(`The environment is not usable: ${faults.join('; ')}.`);
}

/** True under `next build` and in production; false with `npm run dev`. */
export const isProduction = process.env.NODE_ENV === 'production';

/** Puts values in force for this process itself; for commands, before anything reads them. */
export function setEnvironment(values: Record<string, string>): void {
  Object.assign(process.env, values);
  parsed = undefined;
}

const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The environment for a child process: ours, plus `extra`. This very Node comes first on its path: Next's build looks there for one. */
export function childEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const path = [dirname(process.execPath), process.env.PATH ?? USUAL_PATH].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/** The environment for a child that computes and reaches nothing: neither the database's address nor any secret of ours. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH ?? USUAL_PATH };
}

/** The embedded server's connection, handed by the supervisor to its children as JSON; unset when DATABASE_URL is in force. */
export function handedConnection(): string | undefined {
  return process.env.SWITCHBOARD_CONNECTION;
}

/** Tells Next under which address it reaches this server itself: it does so when a page calls another page's action. */
export function setOwnAddress(origin: string): void {
  process.env.__NEXT_PRIVATE_ORIGIN = origin;
}
