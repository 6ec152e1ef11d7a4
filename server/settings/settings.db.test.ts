import { describe, expect, test } from 'vitest';
import { settingsSchema } from '#lib/settings/schema.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { ForbiddenError } from '#server/core/errors.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { updateSettings } from '#server/settings/mutations.ts';
import { getEditableSettings } from '#server/settings/queries.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';

withDatabase();
const admin = userActor('admin');
const some = { ...settingsSchema.parse({}), organisationName: 'Northwind', organisationZone: 'Asia/Dhaka' };

describe('settings', () => {
  test('nothing stored is the defaults', async () => {
    expect(await getSettings()).toEqual(settingsSchema.parse({}));
  });

  test('a change is in force at once and audited by the names of its fields, without their values', async () => {
    expect(await updateSettings(admin, some)).toEqual({ ok: true, value: ['organisationName', 'organisationZone'] });
    expect(await getSettings()).toEqual(some);
    const { rows } = await mainPool().query('select actor, action, target_type, target_id, details from audit_log');
    expect(rows).toEqual([
      {
        actor: `user:${admin.id}`,
        action: 'settings.update',
        target_type: 'settings',
        target_id: 'general',
        details: { fields: ['organisationName', 'organisationZone'] },
      },
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/Northwind|Dhaka/);
  });

  test('saving the same again writes nothing', async () => {
    expect(await updateSettings(admin, some)).toEqual({ ok: true, value: [] });
    const { rows } = await mainPool().query('select count(*)::int as count from audit_log');
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('a wrong value is told beside its field and stores nothing', async () => {
    expect(await updateSettings(admin, { ...some, defaultCountry: 'XX', organisationName: 'Other' })).toMatchObject({
      ok: false,
      code: 'invalid',
      fieldErrors: { defaultCountry: 'This is not a country code such as BD.' },
    });
    expect(await getSettings()).toEqual(some);
  });

  test('what another process stored is seen within a second, and what nobody can read falls back to its default', async () => {
    await mainPool().query(`update settings set value = '"Elsewhere"' where key = 'organisationName'`);
    await mainPool().query(`update settings set value = '"Nowhere/Land"' where key = 'organisationZone'`);
    await expect.poll(getSettings, { timeout: 2000 }).toEqual({
      ...some,
      organisationName: 'Elsewhere',
      organisationZone: 'UTC',
    });
  });

  test.each(['operator', 'analyst'] as const)('%s may neither see the form nor save it', async (role) => {
    await expect(updateSettings(userActor(role), some)).rejects.toThrow(ForbiddenError);
    await expect(getEditableSettings(userActor(role))).rejects.toThrow(ForbiddenError);
    await expect(getEditableSettings(systemActor('cli'))).resolves.toBeDefined();
  });
});
