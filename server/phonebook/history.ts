import 'server-only';
import { z } from 'zod';
import type { Revision } from '#lib/phonebook/contact.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { type Database, prisma } from '#server/core/db/prisma.ts';
import { seesDeleted } from '#server/phonebook/deleted.ts';

const MOST_REVISIONS = 100;

const revisionRow = z.object({
  id: z.string(),
  version: z.int(),
  operation: z.enum(['created', 'changed', 'deleted', 'restored', 'removed']),
  changes: z.record(z.string(), z.tuple([z.string().nullable(), z.string().nullable()])),
  actor: z.string(),
  actor_name: z.string().nullable(),
  batch: z.int().nullable(),
  at: z.string(),
});

/** The changes of an entry, newest first, at most 100, with who made them; none of a deleted one but for who may restore it. */
export async function findRevisions(actor: Actor, contactId: number): Promise<Revision[]> {
  requirePermission(actor, 'phonebook.read');
  if (!seesDeleted(actor) && !(await isLive(contactId))) return [];
  return readRevisions(prisma(), contactId, 0);
}

async function isLive(contactId: number): Promise<boolean> {
  const rows = await prisma().$queryRaw`select id from employees where id = ${contactId} and deleted_at is null`;
  return z.array(z.object({ id: z.int() })).parse(rows).length > 0;
}

/** Changes of an entry after a version, newest first. */
export async function readRevisions(db: Database, contactId: number, afterVersion: number): Promise<Revision[]> {
  const rows = await db.$queryRaw`
    select r.id::text, r.version, r.operation, r.changes, r.actor, coalesce(u.name, k.name) as actor_name, r.batch,
      to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from employee_revisions r
    left join users u on r.actor like 'user:%' and 'user:' || u.id::text = r.actor
    left join api_keys k on r.actor like 'key:%' and 'key:' || k.id::text = r.actor
    where r.employee = ${contactId} and r.version > ${afterVersion}
    order by r.id desc limit ${MOST_REVISIONS}`;
  return z.array(revisionRow).parse(rows).map(toRevision);
}

function toRevision(row: z.infer<typeof revisionRow>): Revision {
  const { changes, actor_name: name, actor, ...rest } = row;
  return {
    ...rest,
    actor: name ?? actorWords(actor),
    changes: Object.entries(changes).map(([field, [before, after]]) => ({ field, before, after })),
  };
}

/** Who acted, where no user or key of that id is left. */
function actorWords(tag: string): string {
  const [kind, ...rest] = tag.split(':');
  const name = rest.join(':');
  if (kind === 'sql') return `plain SQL as ${name}`;
  if (kind === 'system') return systemWords[name] ?? name;
  return kind === 'user' ? 'a former user' : 'a former key';
}

const systemWords: Record<string, string> = { cli: 'the command line', worker: 'the worker', seed: 'the seed' };
