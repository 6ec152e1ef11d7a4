import 'server-only';
import { z } from 'zod';
import { roles } from '#lib/roles.ts';
import { type Actor, sealActor, type UserActor } from '#server/core/auth/actor.ts';
import { recallSession } from '#server/core/auth/known-sessions.ts';
import { forLamps } from '#server/core/auth/viewer.ts';
import { monitorPool } from '#server/core/db/monitor-pool.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { lastSettings } from '#server/core/settings/settings.ts';

const rowsSchema = z.array(z.object({ role: z.enum(roles), passwordAt: z.date() }));

/**
 * Who these cookies name while every connection of the main pool is out, for the one step that frees them. The session must have been
 * looked up in the last minutes, and is looked up anew over the monitor's connections: whether it stands, whose role it has,
 * when the password was given. Null where the pool has room, or where anything is unclear: then the usual way decides.
 */
export async function findActorBesidePool(cookies: string): Promise<(Actor & UserActor) | null> {
  const pool = mainPool();
  if (pool.inUse < pool.max) return null;
  const known = recallSession(cookies, forLamps.rememberedMs);
  const settings = lastSettings();
  if (known === null || settings === undefined) return null;
  const { rows } = await monitorPool().query(
    `select u.role, s.password_at as "passwordAt" from sessions as s join users as u on u.id = s.user_id
     where s.id = $1::uuid and u.id = $2::uuid and s.expires_at > now() and not u.banned`,
    [known.actor.sessionId, known.actor.id],
  );
  const [found] = rowsSchema.parse(rows);
  if (found === undefined) return null;
  if (!known.secondFactor && settings.requireSecondFactorFor.includes(found.role)) return null;
  return sealActor({ ...known.actor, ...found });
}
