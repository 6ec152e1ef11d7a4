import { expect, test } from 'vitest';
import { mergeSettings } from './merge.ts';
import { type Settings, settingNames, settingsSchema } from './schema.ts';

const shown = settingsSchema.parse({ 'conversations.mask_literals': ['A-##', 'B-##'] });

function merge(wanted: Partial<Settings>, now: Partial<Settings>) {
  const form = { names: settingNames, shown, wanted: { ...shown, ...wanted }, now: { ...shown, ...now } };
  return mergeSettings(form);
}

test('what a form left as it was shown stays as others have set it since', () => {
  const { merged, overtaken } = merge({ organisationName: 'Northwind' }, { 'conversations.mask_at_ingest': true });
  expect(merged).toEqual({ ...shown, organisationName: 'Northwind', 'conversations.mask_at_ingest': true });
  expect(overtaken).toEqual([]);
});

test('of a list that two have changed neither loses what was added or taken away', () => {
  const list = (...patterns: string[]) => ({ 'conversations.mask_literals': patterns });
  expect(merge(list('A-##', 'B-##', 'MINE-#'), list('A-##', 'B-##', 'OURS-#')).merged).toMatchObject(
    list('A-##', 'B-##', 'OURS-#', 'MINE-#'),
  );
  expect(merge(list('B-##', 'SAME-#'), list('A-##', 'SAME-#')).merged).toMatchObject(list('SAME-#'));
  expect(merge(list('B-##', 'A-##'), {}).merged).toMatchObject(list('B-##', 'A-##'));
});

test('one value that two have set to different ones stays the first, and is named', () => {
  const zone = (organisationZone: string) => ({ organisationZone });
  expect(merge(zone('Asia/Dhaka'), zone('Europe/Rome'))).toMatchObject({
    merged: zone('Europe/Rome'),
    overtaken: ['organisationZone'],
  });
  expect(merge(zone('Asia/Dhaka'), zone('Asia/Dhaka')).overtaken).toEqual([]);
});
