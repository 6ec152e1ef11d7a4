import { BookUser } from 'lucide-react';
import Link from 'next/link';
import { CallNumber } from '#components/phonebook/person-line.tsx';
import type { ContactRow } from '#lib/phonebook/contact.ts';
import { numbersAt } from '#lib/phonebook/shown.ts';

type Mentioned = Pick<
  ContactRow,
  'id' | 'full_name' | 'designation' | 'department' | 'telephone' | 'mobile' | 'pabx' | 'ip_phone' | 'dials'
>;

/** Who of the phonebook an answer names, below it: name, role, the first number to call. */
export function MentionLine({ contact }: { contact: Mentioned }) {
  const [number] = numbersAt(contact, contact.dials);
  const role = [contact.designation, contact.department].filter(Boolean).join(', ');
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-3 rounded-control border border-line px-2.5 py-1.5">
      <BookUser size={14} aria-hidden="true" className="shrink-0 text-ink-3" />
      <Link href={`/phonebook/${contact.id}`} prefetch={false} className="link-quiet font-medium">
        {contact.full_name}
      </Link>
      {role !== '' && <span className="text-small text-ink-2">{role}</span>}
      {number !== undefined && (
        <span className="figures ml-auto">
          <CallNumber name={contact.full_name} number={number} />
        </span>
      )}
    </p>
  );
}
