import 'server-only';
import type { PreferencesForm } from '#lib/account/schema.ts';
import { ok, type Result } from '#lib/result.ts';
import { type Actor, requirePermission, type UserActor } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';

/** Keeps the theme or the time zone of whoever asks; a field left out stays as it is, a null zone is the organisation's. */
export async function updatePreferences(actor: Actor & UserActor, form: PreferencesForm): Promise<Result<null>> {
  requirePermission(actor, 'account.own');
  await prisma().$executeRaw`
    update users set
      theme = coalesce(${form.theme ?? null}, theme),
      time_zone = case when ${form.timeZone !== undefined} then ${form.timeZone ?? null} else time_zone end
    where id = ${actor.id}::uuid`;
  return ok(null);
}
