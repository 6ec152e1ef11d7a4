import Link from 'next/link';
import { Badge } from '#components/ui/badge.tsx';
import type { Member } from '#lib/phonebook/department.ts';
import { kindLabels } from '#lib/phonebook/fields.ts';
import { numbersAt } from '#lib/phonebook/shown.ts';

/** An entry in the tree: name, designation, the first number to call. */
export function PersonLine({ member }: { member: Member }) {
  const [number] = numbersAt(member, member.dials);
  return (
    <>
      <Link href={`/phonebook/${member.id}`} prefetch={false} tabIndex={-1} className="link-quiet truncate">
        {member.full_name}
      </Link>
      {member.kind !== 'person' && <Badge>{kindLabels[member.kind].toLowerCase()}</Badge>}
      <span className="min-w-0 truncate text-small text-ink-2 phone:hidden">{member.designation}</span>
      <span className="figures ml-auto shrink-0 pl-2">
        {number ? <CallNumber name={member.full_name} number={number} /> : <NoNumber />}
      </span>
    </>
  );
}

type CallNumberProps = { name: string; number: { label: string; value: string | null; href: string | null } };

/** A number that calls when clicked; one that no telephone can dial stands as text. */
export function CallNumber({ name, number: { label, value, href } }: CallNumberProps) {
  if (href === null) return value;
  return (
    <a
      href={href}
      aria-label={`Call ${name}, ${label.toLowerCase()} ${value}`}
      className="touch link-quiet inline-flex items-center"
    >
      {value}
    </a>
  );
}

/** In the place of a number where there is none. */
export function NoNumber() {
  return <span className="font-sans text-small text-ink-3">no number</span>;
}
