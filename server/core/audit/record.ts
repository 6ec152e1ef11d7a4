import 'server-only';
import type { ClientBase } from 'pg';
import { type Actor, actorTag } from '#server/core/auth/actor.ts';
import type { Database } from '#server/core/db/prisma.ts';

export type AuditEntry = {
  /** Dotted: `employee.update`, `import.apply`, `user.create`. */
  action: string;
  targetType: string;
  targetId: string | number;
  /** Ids, counts and field names. Never a personal value: the log is kept for years. */
  details?: Record<string, string | number | boolean | string[] | null>;
};

/** Writes one audit row in the caller's transaction, so that no change stands without it. The chain is sealed in the background. */
export async function recordAudit(db: Database, actor: Actor, entry: AuditEntry): Promise<void> {
  await db.$executeRaw`
    insert into audit_log (actor, action, target_type, target_id, details)
    values (${actorTag(actor)}, ${entry.action}, ${entry.targetType}, ${String(entry.targetId)}, ${JSON.stringify(entry.details ?? {})}::jsonb)`;
}

/** The same for a transaction on a plain connection, as COPY needs one. */
export async function recordAuditOn(client: Pick<ClientBase, 'query'>, actor: Actor, entry: AuditEntry): Promise<void> {
  await client.query(
    'insert into audit_log (actor, action, target_type, target_id, details) values ($1, $2, $3, $4, $5)',
    [actorTag(actor), entry.action, entry.targetType, String(entry.targetId), JSON.stringify(entry.details ?? {})],
  );
}
