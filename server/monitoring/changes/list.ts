import 'server-only';
import { z } from 'zod';
import { type Change, type ChangeKind, changeSchema } from '#lib/monitoring/changes/change.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { isoOf } from '#server/monitoring/sessions/instant.ts';

type Wish = {
  /** The oldest instant wanted. */
  from: Date;
  kind?: ChangeKind | null;
  /** How many at most, and after how many newer ones. */
  most: number;
  skip?: number;
};

/** What changed, the newest first. */
export async function findChanges(actor: Actor, { from, kind = null, most, skip = 0 }: Wish): Promise<Change[]> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `select c.id::text, kind, name, relation, what, before, after, ${isoOf('from_at')} as "fromAt", ${isoOf('to_at')} as "toAt"
     from monitor.changes c where to_at >= $1 and ($2::text is null or kind = $2) order by to_at desc, c.id desc limit $3 offset $4`,
    [from, kind, most, skip],
  );
  return z.array(changeSchema).parse(rows);
}

/** Since when it is watched, and when it was last looked at (ISO 8601, UTC); null before the first look. */
export async function getWatch(actor: Actor): Promise<{ since: string; at: string } | null> {
  requirePermission(actor, 'monitoring.read');
  const { rows } = await mainPool().query(
    `select ${isoOf('since')} as since, ${isoOf('at')} as at from monitor.catalogue`,
  );
  const [watch] = z.array(z.object({ since: z.string(), at: z.string() })).parse(rows);
  return watch ?? null;
}
