import { z } from 'zod';
import { type Change, changeKinds } from './change.ts';

/** One of what is watched, as it is: `value` is what is compared and shown, a definition, a type or a version. */
export const thingSchema = z.object({
  kind: z.enum(changeKinds),
  name: z.string(),
  relation: z.string().nullable(),
  value: z.string(),
});
export type Thing = z.infer<typeof thingSchema>;

/** One as it was seen: without a value where that could not be read at the moment. */
export const seenThingSchema = thingSchema.extend({ value: z.string().nullable() });
export type SeenThing = z.infer<typeof seenThingSchema>;

/** Stands in a look that saw every setting: without the right to, Postgres leaves some out without a word. */
export const ALL_SETTINGS: Thing = { kind: 'setting', name: '', relation: null, value: 'seen' };

/** A change before it is kept. */
export type NewChange = Omit<Change, 'id'>;

/** A long definition says nothing more at a glance; it is compared whole. */
const SHOWN = 2_000;

/**
 * What differs between two looks. Columns, indexes, constraints and triggers that came or went with their whole table are not told one by one.
 * @param fromAt when the older look was @param toAt when the newer one was, ISO 8601 in UTC
 */
export function changesBetween(
  older: readonly Thing[],
  newer: readonly Thing[],
  { fromAt, toAt }: { fromAt: string; toAt: string },
): NewChange[] {
  const before = new Map(older.map((thing) => [keyOf(thing), thing]));
  const after = new Map(newer.map((thing) => [keyOf(thing), thing]));
  const gone = older.filter((thing) => !after.has(keyOf(thing)) && !isSameAt(thing, ALL_SETTINGS));
  const sawAll = before.has(keyOf(ALL_SETTINGS));
  // Redis, or a setting, that is seen for the first time was not made then.
  const come = newer.filter(
    (thing) => !before.has(keyOf(thing)) && thing.kind !== 'redis' && (sawAll || thing.kind !== 'setting'),
  );
  const span = { fromAt, toAt };
  return [
    ...withoutParts(gone).map((thing) => ({
      ...span,
      ...headOf(thing),
      what: 'dropped' as const,
      before: shown(thing),
      after: null,
    })),
    ...withoutParts(come).map((thing) => ({
      ...span,
      ...headOf(thing),
      what: 'added' as const,
      before: null,
      after: shown(thing),
    })),
    ...newer.flatMap((thing) => {
      const was = before.get(keyOf(thing));
      if (was === undefined || was.value === thing.value) return [];
      if (isSameAt(thing, SERVER_START)) return [startOf(thing)];
      return [{ ...span, ...headOf(thing), what: 'changed' as const, before: shown(was), after: shown(thing) }];
    }),
  ];
}

/** The server's start, whose value is its instant. */
export const SERVER_START = { kind: 'server', name: 'Postgres start' } as const;

function startOf({ kind, name, relation, value }: Thing): NewChange {
  return { kind, name, relation, what: 'started', before: null, after: null, fromAt: value, toAt: value };
}

function isSameAt(thing: Thing, { kind, name }: Pick<Thing, 'kind' | 'name'>): boolean {
  return thing.kind === kind && thing.name === name;
}

/** A look made whole: what could not be seen, as when a table is locked, a right is missing or Redis is away, is as it was last seen. */
export function wholeLook(older: readonly Thing[], seen: readonly SeenThing[]): Thing[] {
  const before = new Map(older.map((thing) => [keyOf(thing), thing]));
  const now = seen.flatMap((thing): Thing[] => {
    const value = thing.value ?? before.get(keyOf(thing))?.value;
    return value === undefined ? [] : [{ ...thing, value }];
  });
  const seesRedis = now.some(({ kind }) => kind === 'redis');
  const known = new Set(now.map(keyOf));
  const hidden = known.has(keyOf(ALL_SETTINGS))
    ? []
    : older.filter((thing) => thing.kind === 'setting' && !known.has(keyOf(thing)));
  return [
    ...now,
    ...(seesRedis ? [] : older.filter(({ kind }) => kind === 'redis')),
    ...hidden.filter((thing) => !isSameAt(thing, ALL_SETTINGS)),
  ];
}

function withoutParts(things: readonly Thing[]): Thing[] {
  const tables = new Set(things.filter(({ kind }) => kind === 'table').map(({ name }) => name));
  return things.filter(({ relation }) => relation === null || !tables.has(relation));
}

function keyOf({ kind, name, relation }: Pick<Thing, 'kind' | 'name' | 'relation'>): string {
  return JSON.stringify([kind, name, relation]);
}

function headOf({ kind, name, relation }: Thing): Pick<Thing, 'kind' | 'name' | 'relation'> {
  return { kind, name, relation };
}

function shown({ kind, name, value }: Thing): string | null {
  if (kind === 'setting' && isSecretSetting(name)) return null;
  return value.length > SHOWN ? `${value.slice(0, SHOWN).toWellFormed()}…` : value;
}

const secrets = /passphrase|password|secret|token|conninfo|_command$|key|cert|_crl_|^ssl_ca|krb|ldap/;
const harmless = new Set(['password_encryption', 'ssl_prefer_server_ciphers']);
/** Settings of extensions may hold anything; of these it is known that they do not. */
const known = /^(?:pg_stat_statements|auto_explain|plpgsql|pg_trgm|autovacuum)\./;

/** Whether a setting may hold what nobody is to read here: a key, a password, a connection, a command with either. */
export function isSecretSetting(name: string): boolean {
  const lower = name.toLowerCase();
  if (harmless.has(lower)) return false;
  return secrets.test(lower) || (lower.includes('.') && !known.test(lower));
}
