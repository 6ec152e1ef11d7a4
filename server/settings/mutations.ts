import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fail, fieldErrorsOf, ok, type Result } from '#lib/result.ts';
import { mergeSettings } from '#lib/settings/merge.ts';
import type { SettingsSaved } from '#lib/settings/saved.ts';
import { type SettingName, type Settings, settingNames, settingsSchema } from '#lib/settings/schema.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { forgetSettings, readSettings } from '#server/core/settings/settings.ts';

/**
 * Stores what a form changed in the settings it holds, which need not be all, and one audit row that names them. What others
 * have changed since it was shown stands.
 * @param shown what the form was filled with; a setting left out was shown at its default
 * @returns `invalid` with a sentence for each field at fault
 */
export async function updateSettings(actor: Actor, input: unknown, shown: unknown): Promise<Result<SettingsSaved>> {
  requirePermission(actor, 'settings.edit');
  const wanted = readWish(input);
  if (!wanted.ok) return wanted;
  const given = z.looseObject({}).parse(input);
  const names = settingNames.filter((name) => Object.hasOwn(given, name));
  const form = { names, shown: settingsSchema.parse(shown), wanted: wanted.value };
  const saved = await inTransaction<Result<SettingsSaved>>(actor, async (tx) => {
    // Held to the end, so that two admins save one after the other.
    await tx.$queryRaw`select 1 as locked from (select pg_advisory_xact_lock(hashtext('switchboard.settings'))) l`;
    const now = await readSettings(tx);
    const { merged, overtaken } = mergeSettings({ ...form, now });
    const wish = readWish(merged);
    if (!wish.ok) return wish;
    const changed = settingNames.filter((name) => !isDeepStrictEqual(wish.value[name], now[name]));
    await storeAll(tx, actor, changed, wish.value);
    return ok({ changed, overtaken, by: await whoWasFirst(tx, overtaken), settings: wish.value });
  });
  forgetSettings();
  return saved;
}

function readWish(input: unknown): Result<Settings> {
  const parsed = settingsSchema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  const fieldErrors = fieldErrorsOf(parsed.error.issues);
  return fail('invalid', 'Not saved: look at the marked fields.', { fieldErrors });
}

async function storeAll(tx: Transaction, actor: Actor, names: SettingName[], settings: Settings): Promise<void> {
  if (names.length === 0) return;
  for (const name of names) {
    await tx.$executeRaw`
      insert into settings (key, value, updated_by) values (${name}, ${JSON.stringify(settings[name])}::jsonb, ${actorTag(actor)})
      on conflict (key) do update set value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`;
  }
  const details = { fields: names };
  await recordAudit(tx, actor, { action: 'settings.update', targetType: 'settings', targetId: 'general', details });
}

async function whoWasFirst(tx: Transaction, names: SettingName[]): Promise<string | null> {
  if (names.length === 0) return null;
  const rows = await tx.$queryRaw`
    select u.name from settings s left join users u on s.updated_by = 'user:' || u.id
    where s.key = any(${names}::text[]) order by s.updated_at desc limit 1`;
  return z.array(z.object({ name: z.string().nullable() })).parse(rows)[0]?.name ?? null;
}
