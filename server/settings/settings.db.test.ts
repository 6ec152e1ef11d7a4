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
    const changed = ['organisationName', 'organisationZone'];
    expect(await updateSettings(admin, some, {})).toEqual({
      ok: true,
      value: { changed, overtaken: [], by: null, settings: some },
    });
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
    expect(await updateSettings(admin, some, some)).toMatchObject({ ok: true, value: { changed: [], overtaken: [] } });
    const { rows } = await mainPool().query('select count(*)::int as count from audit_log');
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('a wrong value is told beside its field and stores nothing', async () => {
    expect(
      await updateSettings(admin, { ...some, defaultCountry: 'XX', organisationName: 'Other' }, some),
    ).toMatchObject({
      ok: false,
      code: 'invalid',
      fieldErrors: { defaultCountry: 'This is not a country code such as BD.' },
    });
    expect(await getSettings()).toEqual(some);
  });

  test('a form that was filled before another admin saved takes nothing back', async () => {
    const filled = await getSettings();
    const first = { 'conversations.mask_literals': ['CID-#####'], 'conversations.mask_at_ingest': true };
    await updateSettings(admin, first, filled);
    const second = {
      'conversations.mask_literals': ['ACC-####'],
      'conversations.mask_at_ingest': false,
      'conversations.client_address': 'hashed',
    };
    expect(await updateSettings(admin, second, filled)).toMatchObject({
      value: { changed: ['conversations.client_address', 'conversations.mask_literals'], overtaken: [] },
    });
    expect(await getSettings()).toMatchObject({
      'conversations.mask_literals': ['CID-#####', 'ACC-####'],
      'conversations.mask_at_ingest': true,
      'conversations.client_address': 'hashed',
    });
    const third = { 'conversations.client_address': 'truncated', 'conversations.mask_literals': [] };
    expect(await updateSettings(admin, third, filled)).toMatchObject({
      value: { changed: [], overtaken: ['conversations.client_address'], settings: await getSettings() },
    });
    await updateSettings(admin, filled, await getSettings());
  });

  test('two admins who save at once both find theirs stored', async () => {
    const filled = await getSettings();
    const patterns = ['AA-#', 'BB-#', 'CC-#', 'DD-#'];
    await Promise.all(patterns.map((one) => updateSettings(admin, { 'conversations.mask_literals': [one] }, filled)));
    expect((await getSettings())['conversations.mask_literals'].toSorted()).toEqual(patterns);
    await updateSettings(admin, filled, await getSettings());
  });

  test('what two lists make together is held to the same bounds as one', async () => {
    const filled = await getSettings();
    const many = (sign: string) => Array.from({ length: 150 }, (_, n) => `${sign}${n}-#`);
    await updateSettings(admin, { 'conversations.mask_literals': many('A') }, filled);
    expect(await updateSettings(admin, { 'conversations.mask_literals': many('B') }, filled)).toMatchObject({
      code: 'invalid',
      fieldErrors: { 'conversations.mask_literals': 'At most 200 patterns.' },
    });
    await updateSettings(admin, filled, await getSettings());
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
    await expect(updateSettings(userActor(role), some, {})).rejects.toThrow(ForbiddenError);
    await expect(getEditableSettings(userActor(role))).rejects.toThrow(ForbiddenError);
    await expect(getEditableSettings(systemActor('cli'))).resolves.toBeDefined();
  });
});
