import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import type { AuditFilters, AuditParams } from '#lib/settings/audit-params.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { findNames } from '#server/settings/audit/names.ts';

const PAGE = 50;
const CHOICES = 200;

const rowsOf = z.array(
  z.object({
    id: z.string(),
    at: z.date(),
    actor: z.string(),
    action: z.string(),
    targetType: z.string(),
    targetId: z.string(),
    details: z.record(z.string(), z.unknown()),
    sealed: z.boolean(),
  }),
);
type Row = z.infer<typeof rowsOf>[number];

export type AuditRow = Row & { actorName: string; targetName: string | null };
export type AuditPage = {
  rows: AuditRow[];
  /** For `after` and `before` of the neighbouring pages; null at the ends. */
  newer: string | null;
  older: string | null;
};

/** A page of 50 rows of the audit log, newest first, with the names their ids bear today. `zone` is where a day begins. */
export async function findAuditRows(actor: Actor, params: AuditParams, zone: string): Promise<AuditPage> {
  requirePermission(actor, 'audit.read');
  const filters = where(params, zone);
  if (params.before === undefined && params.after !== undefined) {
    const found = await select(
      Prisma.sql`${filters} and id > ${BigInt(params.after)}`,
      Prisma.sql`audit_log.id asc`,
      PAGE + 1,
    );
    const rows = found.slice(0, PAGE).reverse();
    return { rows: await named(rows), newer: found.length > PAGE ? idOf(rows.at(0)) : null, older: idOf(rows.at(-1)) };
  }
  const place = params.before === undefined ? filters : Prisma.sql`${filters} and id < ${BigInt(params.before)}`;
  const found = await select(place, Prisma.sql`audit_log.id desc`, PAGE + 1);
  const rows = found.slice(0, PAGE);
  return {
    rows: await named(rows),
    newer: params.before === undefined ? null : idOf(rows.at(0)),
    older: found.length > PAGE ? idOf(rows.at(-1)) : null,
  };
}

/** All rows that fit, newest first, in portions: each a statement of its own, however slowly they are read. For the export. */
export async function* walkAuditRows(
  actor: Actor,
  filters: AuditFilters,
  zone: string,
  atOnce: number,
): AsyncGenerator<AuditRow[]> {
  requirePermission(actor, 'audit.read');
  let place = where(filters, zone);
  for (;;) {
    const rows = await select(place, Prisma.sql`audit_log.id desc`, atOnce);
    if (rows.length > 0) yield await named(rows);
    const last = idOf(rows.at(-1));
    if (last === null || rows.length < atOnce) return;
    place = Prisma.sql`${where(filters, zone)} and id < ${BigInt(last)}`;
  }
}

export type AuditChoices = { actors: { value: string; name: string }[]; actions: string[] };

/** Who and what occurs in the log, for the filters; found by stepping through the indexes, however long the log is. */
export async function findAuditChoices(actor: Actor): Promise<AuditChoices> {
  requirePermission(actor, 'audit.read');
  const [actors, actions] = await Promise.all([findActors(), findActions()]);
  const names = await findNames(actors.map((value) => value.split(':', 2)));
  const nameOf = (value: string): string => names.get(value) ?? value;
  return {
    actors: actors.map((value) => ({ value, name: nameOf(value) })).sort((a, b) => a.name.localeCompare(b.name)),
    actions,
  };
}

function where({ actor, action, target, from, to }: AuditFilters, zone: string): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (actor !== undefined) conditions.push(Prisma.sql`actor = ${actor}`);
  if (action !== undefined) conditions.push(Prisma.sql`action = ${action}`);
  if (target !== undefined) {
    const [type = '', ...id] = target.split(':');
    conditions.push(Prisma.sql`target_type = ${type.trim()}`);
    if (id.length > 0) conditions.push(Prisma.sql`target_id = ${id.join(':').trim()}`);
  }
  if (from !== undefined) conditions.push(Prisma.sql`created_at >= ${from}::date::timestamp at time zone ${zone}`);
  if (to !== undefined) conditions.push(Prisma.sql`created_at < (${to}::date + 1)::timestamp at time zone ${zone}`);
  return Prisma.join(conditions, ' and ');
}

async function select(condition: Prisma.Sql, order: Prisma.Sql, limit: number): Promise<Row[]> {
  return rowsOf.parse(
    await prisma().$queryRaw`
    select id::text as id, created_at as at, actor, action, target_type as "targetType", target_id as "targetId",
           details, position is not null as sealed
    from audit_log where ${condition} order by ${order} limit ${limit}`,
  );
}

async function named(rows: Row[]): Promise<AuditRow[]> {
  const names = await findNames(rows.flatMap((row) => [row.actor.split(':', 2), [row.targetType, row.targetId]]));
  return rows.map((row) => ({
    ...row,
    actorName: names.get(row.actor) ?? row.actor,
    targetName: names.get(`${row.targetType}:${row.targetId}`) ?? null,
  }));
}

function idOf(row: Row | undefined): string | null {
  return row?.id ?? null;
}

async function findActors(): Promise<string[]> {
  const rows = z.array(z.object({ value: z.string() })).parse(
    await prisma().$queryRaw`
    with recursive step (value) as (
      (select actor from audit_log order by actor limit 1)
      union all
      select (select actor from audit_log where actor > step.value order by actor limit 1) from step where step.value is not null
    ) select value from step where value is not null limit ${CHOICES}`,
  );
  return rows.map((row) => row.value);
}

async function findActions(): Promise<string[]> {
  const rows = z.array(z.object({ value: z.string() })).parse(
    await prisma().$queryRaw`
    with recursive step (value) as (
      (select action from audit_log order by action limit 1)
      union all
      select (select action from audit_log where action > step.value order by action limit 1) from step where step.value is not null
    ) select value from step where value is not null limit ${CHOICES}`,
  );
  return rows.map((row) => row.value);
}
