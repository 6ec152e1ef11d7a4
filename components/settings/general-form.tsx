'use client';

import { Section } from '#components/layout/section.tsx';
import { useSettings } from '#components/settings/use-settings.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/choice.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { roles } from '#lib/roles.ts';
import type { Settings } from '#lib/settings/schema.ts';

type Option = { value: string; label: string };
type GeneralFormProps = { settings: Settings; zones: readonly Option[]; countries: readonly Option[] };

/** The organisation's own settings. What was typed stays when it cannot be saved. */
export function GeneralForm({ settings, zones, countries }: GeneralFormProps) {
  const form = useSettings(settings, (fields) => ({
    organisationName: fields.get('organisationName'),
    organisationZone: fields.get('organisationZone'),
    defaultCountry: fields.get('defaultCountry'),
    requireSecondFactorFor: fields.getAll('requireSecondFactorFor'),
    diskBudgetGb: numberOrNull(fields.get('diskBudgetGb')),
    monitoringCapGb: numberOrNull(fields.get('monitoringCapGb')) ?? undefined,
  }));
  const { shown } = form;
  return (
    <form key={form.round} method="post" onSubmit={form.onSubmit} noValidate>
      <Section title="Organisation" note="Its name stands at the head of everyone's home page.">
        <Field
          className="max-w-[340px]"
          label="Name of the organisation"
          hideLabel
          error={form.errorOf('organisationName')}
        >
          <Input name="organisationName" defaultValue={shown.organisationName} maxLength={80} />
        </Field>
      </Section>
      <Section
        title="Time zone"
        note="Times are shown in it to everyone who has not chosen a zone of their own, and days begin in it."
      >
        <Field className="max-w-[340px]" label="Time zone" hideLabel error={form.errorOf('organisationZone')}>
          <NativeSelect name="organisationZone" defaultValue={shown.organisationZone} options={zones} />
        </Field>
      </Section>
      <Section
        title="Country of phone numbers"
        note="Numbers without a country code are checked and dialled as numbers of this country. They are kept as typed."
      >
        <Field
          className="max-w-[340px]"
          label="Country of phone numbers"
          hideLabel
          error={form.errorOf('defaultCountry')}
        >
          <NativeSelect name="defaultCountry" defaultValue={shown.defaultCountry} options={countries} />
        </Field>
      </Section>
      <Section
        title="Second factor"
        note="Whoever has none yet is led to their account page, and no further, until it is set up."
      >
        <fieldset>
          <legend className="mb-1.5 text-small text-ink-2">Required for</legend>
          <div className="flex flex-wrap gap-x-6 gap-y-1">
            {roles.map((role) => (
              <Checkbox
                key={role}
                name="requireSecondFactorFor"
                value={role}
                label={`${role}s`}
                defaultChecked={shown.requireSecondFactorFor.includes(role)}
              />
            ))}
          </div>
        </fieldset>
      </Section>
      <Section
        title="Disk budget"
        note="How much the database may take. Monitoring tells when it will be used up; without it, only the volume under a data directory on this machine is seen."
      >
        <Field className="max-w-[340px]" label="Disk budget in GB" error={form.errorOf('diskBudgetGb')}>
          <Input name="diskBudgetGb" inputMode="decimal" mono defaultValue={shown.diskBudgetGb ?? ''} />
        </Field>
      </Section>
      <Section
        title="Room for monitoring"
        note="How much monitoring itself may keep in the database. Past it the oldest samples go first; hours and incidents stay. Statements have half of it: past that the oldest minutes go first."
      >
        <Field className="max-w-[340px]" label="Room for monitoring in GB" error={form.errorOf('monitoringCapGb')}>
          <Input name="monitoringCapGb" inputMode="decimal" mono defaultValue={shown.monitoringCapGb} />
        </Field>
      </Section>
      <div className="flex items-center gap-4 px-5 py-4">
        <Button type="submit" variant="primary" size={32} busy={form.busy}>
          Save
        </Button>
        {form.message && (
          <p role="alert" className="text-crit">
            {form.message}
          </p>
        )}
      </div>
    </form>
  );
}

/** An empty field sets nothing; what is no number is told so by the server. */
function numberOrNull(value: FormDataEntryValue | null): number | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : Number(text);
}
