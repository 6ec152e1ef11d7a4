import 'server-only';
import { z } from 'zod';
import { Prisma } from '#generated/prisma/client.ts';
import { type Erasure, erasureSchema } from '#lib/erasure/erasure.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

const SHOWN = 20;

const columns = Prisma.sql`e.id, e.kind, e.value, e.state, e.found, e.erased, e.progress, e.error, coalesce(u.name, 'a former user') as "askedBy",
  e.created_at as "createdAt", e.erased_at as "erasedAt" from erasures e left join users u on 'user:' || u.id = e.asked_by`;

/** One erasure; null when there is none. */
export async function getErasure(actor: Actor, id: number): Promise<Erasure | null> {
  requirePermission(actor, 'privacy.preview');
  const rows = await prisma().$queryRaw`select ${columns} where e.id = ${id}`;
  return z.array(erasureSchema).parse(rows)[0] ?? null;
}

/** The newest erasures that went past their preview, or are open; at most 20, newest first. */
export async function findErasures(actor: Actor): Promise<Erasure[]> {
  requirePermission(actor, 'privacy.preview');
  const rows = await prisma().$queryRaw`
    select ${columns} where e.state <> 'discarded' order by e.id desc limit ${SHOWN}`;
  return z.array(erasureSchema).parse(rows);
}
