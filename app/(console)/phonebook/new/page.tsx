import { PageHead } from '#components/layout/page-head.tsx';
import { ContactForm } from '#components/phonebook/contact-form.tsx';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';

export const metadata = { title: 'Add a contact' };

export default async function NewContactPage() {
  await requireActor('phonebook.edit');
  const { defaultCountry } = await getSettings();
  return (
    <>
      <PageHead title="Add a contact" note="A person, a service line or a room." />
      <ContactForm country={defaultCountry} />
    </>
  );
}
