import Link from 'next/link';
import { Badge } from '#components/ui/badge.tsx';
import type { Contact } from '#lib/phonebook/contact.ts';
import { departmentHref } from '#lib/phonebook/department-params.ts';
import { kindLabels } from '#lib/phonebook/fields.ts';

/** What somebody is, line by line: designation, department and division, id. */
export function RoleLines({ contact }: { contact: Contact }) {
  const { designation, department, division, employee_id: id, kind } = contact;
  return (
    <>
      {designation && <p className="text-ink-2 [overflow-wrap:anywhere]">{designation}</p>}
      {(department || division) && (
        <p className="text-ink-2 [overflow-wrap:anywhere]">
          {department && <Department name={department} isThere={contact.deleted_at === null} />}
          {department && division && ' · '}
          {division}
        </p>
      )}
      <p className="flex flex-wrap items-center gap-2 pt-1 text-small text-ink-2 empty:hidden">
        {id && <span className="figures">{id}</span>}
        {kind !== 'person' && <Badge>{kindLabels[kind].toLowerCase()}</Badge>}
        {contact.source === 'sample' && <Badge>sample</Badge>}
        {contact.deleted_at && <Badge tone="crit">deleted</Badge>}
      </p>
    </>
  );
}

function Department({ name, isThere }: { name: string; isThere: boolean }) {
  if (!isThere) return name;
  return (
    <Link href={departmentHref(name)} prefetch={false} className="link-quiet underline decoration-line-strong">
      {name}
    </Link>
  );
}
