import { expect, test } from 'vitest';
import { settingNames, settingsSchema } from '#lib/settings/schema.ts';

test('nothing set is a whole set of settings', () => {
  expect(settingsSchema.parse({})).toEqual({
    organisationName: '',
    organisationZone: 'UTC',
    defaultCountry: 'US',
    requireSecondFactorFor: [],
    'conversations.client_address': 'whole',
    'conversations.mask_at_ingest': false,
    'conversations.mask_literals': [],
    'conversations.retention_days': null,
    diskBudgetGb: null,
    monitoringCapGb: 1,
  });
  expect(settingNames).toEqual(Object.keys(settingsSchema.parse({})));
});

test.each([
  ['bd', 'BD'],
  [' US ', 'US'],
])('country %s is kept as %s', (typed, kept) => {
  expect(settingsSchema.parse({ defaultCountry: typed }).defaultCountry).toBe(kept);
});

test.each([
  { defaultCountry: 'XX' },
  { organisationZone: 'nowhere' },
  { requireSecondFactorFor: ['owner'] },
  { organisationName: 'x'.repeat(81) },
  { 'conversations.client_address': 'half' },
  { 'conversations.mask_literals': [' '] },
  { 'conversations.retention_days': 0 },
  { diskBudgetGb: 0 },
  { monitoringCapGb: 0 },
])('%o is refused', (wrong) => {
  expect(settingsSchema.safeParse(wrong).success).toBe(false);
});

test('a pattern that would mask nothing is refused with the reason', () => {
  const { success, error } = settingsSchema.safeParse({ 'conversations.mask_literals': ['CID-#####', '**'] });
  expect(success).toBe(false);
  expect(error?.issues).toMatchObject([
    { path: ['conversations.mask_literals', 1], message: expect.stringContaining('at least three characters') },
  ]);
});
