import { notFound, redirect } from 'next/navigation';
import { PageHead } from '#components/layout/page-head.tsx';
import { ContactForm } from '#components/phonebook/contact-form.tsx';
import { readContactId } from '#lib/phonebook/params.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { getContact } from '#server/phonebook/queries.ts';

export const metadata = { title: 'Edit an entry' };

export default async function EditContactPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor('phonebook.edit');
  const id = readContactId((await params).id);
  const [contact, { defaultCountry }] = await Promise.all([id === null ? null : getContact(actor, id), getSettings()]);
  if (contact === null) notFound();
  if (contact.deleted_at !== null) redirect(`/phonebook/${contact.id}`);
  return (
    <>
      <PageHead title={contact.full_name} note={`version ${contact.version}`} />
      <ContactForm contact={contact} country={defaultCountry} />
    </>
  );
}
