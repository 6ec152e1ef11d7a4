'use client';

import Link from 'next/link';
import { CallNumber, NoNumber } from '#components/phonebook/person-line.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Found } from '#components/ui/found.tsx';
import { Th } from '#components/ui/table.tsx';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import type { Group, Member } from '#lib/phonebook/department.ts';
import type { groupings } from '#lib/phonebook/department-params.ts';
import { kindLabels, type NumberField } from '#lib/phonebook/fields.ts';
import { markTyped } from '#lib/phonebook/marks.ts';
import { numbersAt } from '#lib/phonebook/shown.ts';

type MemberListProps = {
  groups: readonly Group[];
  /** What the heads are; null where a search has put the rows in its own order. */
  by: (typeof groupings)[number] | null;
  query: string;
  /** Printed at the head of each sheet. */
  sheetHead: string;
};

/** The people of a department under their heads, to read, to call and to print. On a phone each row has two lines. */
export function MemberList({ groups, by, query, sheetHead }: MemberListProps) {
  return (
    <table aria-label="People" className="w-full border-collapse text-left text-base">
      <thead className="text-ink-2 phone:not-print:sr-only">
        <tr className="hidden print:table-row">
          <td colSpan={4} className="px-5 pt-2 pb-1 text-small">
            {sheetHead}
          </td>
        </tr>
        <tr className="h-9 border-b border-line print:h-7">
          <Th>Name</Th>
          <Th className={by === 'designation' ? shownInPrint : undefined}>Designation</Th>
          <Th className={by === 'division' ? hiddenColumn : undefined}>Division</Th>
          <Th align="end">Number</Th>
        </tr>
      </thead>
      {groups.map(({ name, count, members }) => (
        <tbody key={name ?? ''}>
          {by !== null && (
            <tr className="h-8 break-after-avoid border-b border-line bg-sunken print:h-7">
              <th scope="rowgroup" colSpan={4} className="px-5 font-normal phone:px-4">
                <span className={cx('font-medium print:font-semibold', name === null && 'text-ink-2 italic')}>
                  {name ?? noHead[by]}
                </span>
                <span className="figures pl-2 text-small text-ink-2">{formatCount(count)}</span>
              </th>
            </tr>
          )}
          {members.map((member) => (
            <MemberRow key={member.id} member={member} by={by} query={query} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

const noHead = { designation: 'No designation', division: 'No division' } as const;
const hiddenColumn = 'hidden';
const shownInPrint = 'hidden print:table-cell';

type RowProps = { member: Member } & Pick<MemberListProps, 'by' | 'query'>;

function MemberRow({ member, by, query }: RowProps) {
  const { id, full_name: name, designation, division, kind } = member;
  const below = [by === 'designation' ? null : designation, by === 'division' ? null : division].filter(Boolean);
  return (
    <tr className="h-8 break-inside-avoid border-b border-line hover:bg-hover print:h-6">
      <td className="max-w-0 min-w-40 px-3 py-1 print:py-0.5 first:pl-5 phone:first:pl-4 print:max-w-none">
        <span className="flex items-center gap-2">
          <Link
            href={`/phonebook/${id}`}
            prefetch={false}
            title={name}
            className="link-quiet truncate font-medium print:whitespace-normal"
          >
            <Found parts={markTyped(name, query)} />
          </Link>
          {kind !== 'person' && <Badge>{kindLabels[kind].toLowerCase()}</Badge>}
        </span>
        {below.length > 0 && (
          <span className="hidden truncate text-small text-ink-2 phone:not-print:block">{below.join(' · ')}</span>
        )}
      </td>
      <td className={cx(cell, by === 'designation' && shownInPrint)}>{designation}</td>
      <td className={cx(cell, by === 'division' && hiddenColumn)}>{division}</td>
      <td className="figures px-3 py-1 text-right whitespace-nowrap last:pr-5 phone:last:pr-4 print:py-0.5">
        <span className="print:flex print:flex-col-reverse print:items-end">
          <Numbers member={member} />
        </span>
      </td>
    </tr>
  );
}

const cell =
  'max-w-0 min-w-28 truncate px-3 py-1 text-ink-2 print:py-0.5 phone:not-print:hidden print:max-w-none print:whitespace-normal';

/** The number one tries first, then the others with what they are; on a phone the first alone. */
function Numbers({ member }: { member: Member }) {
  const [first, ...others] = numbersAt(member, member.dials);
  if (first === undefined) return <NoNumber />;
  return (
    <>
      {others.map((number) => (
        <span key={number.field} className="pr-4 text-small text-ink-2 max-xl:not-print:hidden print:pr-0">
          <span className="pr-1 font-sans text-ink-3">{shortLabels[number.field]}</span>
          <CallNumber name={member.full_name} number={number} />
        </span>
      ))}
      <CallNumber name={member.full_name} number={first} />
    </>
  );
}

const shortLabels: Record<NumberField, string> = { telephone: 'tel', mobile: 'mobile', pabx: 'ext', ip_phone: 'IP' };
