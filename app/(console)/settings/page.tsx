import { PageHead } from '#components/layout/page-head.tsx';
import { GeneralForm } from '#components/settings/general-form.tsx';
import { countries } from '#lib/settings/schema.ts';
import { zoneNames } from '#lib/time.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getEditableSettings } from '#server/settings/queries.ts';

export const metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const actor = await requireActor('settings.edit');
  const settings = await getEditableSettings(actor);
  const known = zoneNames();
  // An older spelling of a zone may be stored that the list no longer has.
  const names = known.includes(settings.organisationZone) ? known : [settings.organisationZone, ...known];
  const zones = names.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
  return (
    <>
      <PageHead title="Settings" note="What holds for the whole organisation." />
      <GeneralForm settings={settings} zones={zones} countries={countryOptions} />
    </>
  );
}

const regions = new Intl.DisplayNames('en', { type: 'region' });
const countryOptions = countries
  .map((code) => ({ value: code, label: `${regions.of(code)} (${code})` }))
  .sort((a, b) => a.label.localeCompare(b.label));
