import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fail, fieldErrorsOf, ok, type Result } from '#lib/result.ts';
import { type SettingName, type Settings, settingNames, settingsSchema } from '#lib/settings/schema.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, actorTag, requirePermission } from '#server/core/auth/actor.ts';
import { inTransaction, type Transaction } from '#server/core/db/transaction.ts';
import { forgetSettings, getSettings } from '#server/core/settings/settings.ts';

/**
 * Stores the settings that are given and differ, and one audit row that names them; a form need not hold them all.
 * @returns the names that changed; `invalid` with a sentence for each field at fault.
 */
export async function updateSettings(actor: Actor, input: unknown): Promise<Result<SettingName[]>> {
  requirePermission(actor, 'settings.edit');
  const parsed = settingsSchema.safeParse(input);
  if (!parsed.success)
    return fail('invalid', 'Not saved: look at the marked fields.', {
      fieldErrors: fieldErrorsOf(parsed.error.issues),
    });
  forgetSettings();
  const before = await getSettings();
  const given = z.looseObject({}).parse(input);
  const changed = settingNames.filter(
    (name) => Object.hasOwn(given, name) && !isDeepStrictEqual(before[name], parsed.data[name]),
  );
  if (changed.length === 0) return ok([]);
  await inTransaction(actor, async (tx) => {
    for (const name of changed) await store(tx, actor, name, parsed.data[name]);
    const details = { fields: changed };
    await recordAudit(tx, actor, { action: 'settings.update', targetType: 'settings', targetId: 'general', details });
  });
  forgetSettings();
  return ok(changed);
}

async function store(tx: Transaction, actor: Actor, name: SettingName, value: Settings[SettingName]): Promise<void> {
  await tx.$executeRaw`
    insert into settings (key, value, updated_by) values (${name}, ${JSON.stringify(value)}::jsonb, ${actorTag(actor)})
    on conflict (key) do update set value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`;
}
