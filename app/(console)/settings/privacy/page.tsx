import { RetentionForm } from '#components/conversations/retention-form.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { Section } from '#components/layout/section.tsx';
import { EraseForm } from '#components/settings/privacy/erase-form.tsx';
import { ErasedList } from '#components/settings/privacy/erased-list.tsx';
import { ErasurePanel } from '#components/settings/privacy/erasure-panel.tsx';
import { MaskingForm } from '#components/settings/privacy/masking-form.tsx';
import { getRetentionPlan } from '#server/conversations/retention/months.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { findErasures } from '#server/core/erasure/queries.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { saveSettingsAction } from '#server/settings/actions.ts';
import { getEditableSettings } from '#server/settings/queries.ts';

export const metadata = { title: 'Privacy' };

export default async function PrivacyPage() {
  const actor = await requireActor('privacy.preview');
  const [settings, erasures, zone] = await Promise.all([
    getEditableSettings(actor),
    findErasures(actor),
    getViewerZone(),
  ]);
  const days = settings['conversations.retention_days'];
  const due = days === null ? null : await getRetentionPlan(actor, days);
  const open = erasures.filter(({ state }) => state !== 'erased');
  return (
    <>
      <PageHead title="Privacy" note="What is masked, how long turns are kept, and erasing a person." />
      <MaskingForm settings={settings} />
      <Section
        title="How long turns are kept"
        note="Whole months are dropped once all of them are older. Counts and charts keep their figures."
      >
        <RetentionForm key={days} days={days} due={due} save={saveSettingsAction} />
      </Section>
      <Section
        title="Erase a person"
        note="From conversations, phonebook, history, imports and their files. A turn or entry that holds what you give goes whole."
      >
        <div className="flex flex-col gap-4">
          {open.map((erasure) => (
            <ErasurePanel key={`${erasure.id} ${erasure.state}`} erasure={erasure} />
          ))}
          <EraseForm key={open[0]?.id} />
          <p className="text-small text-ink-3">
            Erasing ends with a vacuum of the tables it touched. Postgres's write-ahead log and backups made before it
            keep what was erased until they are recycled or deleted.
          </p>
        </div>
        <ErasedList erasures={erasures.filter(({ state }) => state === 'erased')} zone={zone} />
      </Section>
    </>
  );
}
