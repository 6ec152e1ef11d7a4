import { Mail } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { CallNumber, NoNumber } from '#components/phonebook/person-line.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { cx } from '#lib/class-names.ts';
import { countOf, formatCount } from '#lib/count.ts';
import type { Counted, Member, Summary } from '#lib/phonebook/department.ts';
import { type DepartmentParams, departmentHref } from '#lib/phonebook/department-params.ts';
import type { Kind } from '#lib/phonebook/fields.ts';
import { firstParams, phonebookHref } from '#lib/phonebook/params.ts';
import { mailHref, numbersAt } from '#lib/phonebook/shown.ts';

type ContactsProps = {
  name: string;
  summary: Summary;
  services: readonly Member[];
  rooms: readonly Member[];
  params: DepartmentParams;
};

const EMAILS_SHOWN = 10;
const LINES_SHOWN = 8;
const DIVISIONS_SHOWN = 10;

/** How a department is reached as a whole: group e-mail, service lines, rooms; and the divisions it is in. */
export function DepartmentContacts({ name, summary, services, rooms, params }: ContactsProps) {
  return (
    <>
      <GroupEmails emails={summary.groupEmails} without={summary.withoutGroupEmail} />
      <Lines title="Service lines" department={name} kind="service" lines={services} total={summary.services} />
      <Lines title="Rooms" department={name} kind="room" lines={rooms} total={summary.rooms} />
      <Divisions name={name} divisions={summary.divisions} params={params} />
    </>
  );
}

function GroupEmails({ emails, without }: { emails: readonly Counted[]; without: number }) {
  const differ = emails.length > 1;
  const left = emails.length - EMAILS_SHOWN;
  return (
    <Block title={differ ? 'Group e-mails' : 'Group e-mail'} note={differ && 'The entries name different ones.'}>
      {emails.length === 0 && <p className="px-5 pb-3 text-ink-3 phone:px-4">none on record</p>}
      <ul>
        {emails.slice(0, EMAILS_SHOWN).map(({ value, count }) => (
          <li
            key={value}
            className="flex min-h-9 items-center gap-2 border-t border-line px-5 phone:px-4 print:min-h-6"
          >
            <Mail size={15} strokeWidth={1.6} aria-hidden="true" className="shrink-0 text-ink-3" />
            <a
              href={mailHref(value) ?? undefined}
              className="touch link-quiet figures flex min-w-0 flex-1 items-center break-all"
            >
              {value}
            </a>
            {differ && <span className="shrink-0 text-small text-ink-2">{countOf(count, 'entry', 'entries')}</span>}
            <span className="print:hidden">
              <CopyButton text={value} what="Group e-mail" />
            </span>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p className="px-5 py-2 text-small text-ink-2 phone:px-4">
          and {formatCount(left)} more, each named less often
        </p>
      )}
      {differ && without > 0 && (
        <p className="border-t border-line px-5 py-2 text-small text-ink-2 phone:px-4">
          {countOf(without, 'entry names', 'entries name')} none
        </p>
      )}
    </Block>
  );
}

type LinesProps = { title: string; department: string; kind: Kind; lines: readonly Member[]; total: number };

function Lines({ title, department, kind, lines, total }: LinesProps) {
  if (lines.length === 0) return null;
  return (
    <Block title={title} note={total > 1 && formatCount(total)}>
      <ul>
        {lines.slice(0, LINES_SHOWN).map((line) => (
          <DeskLine key={line.id} line={line} />
        ))}
      </ul>
      {total > LINES_SHOWN && (
        <p className="border-t border-line px-5 py-2 phone:px-4 print:hidden">
          <Link href={phonebookHref(firstParams, { department, kind })} className="link touch inline-flex items-center">
            All {formatCount(total)} in the phonebook
          </Link>
        </p>
      )}
    </Block>
  );
}

function DeskLine({ line }: { line: Member }) {
  const [number] = numbersAt(line, line.dials);
  return (
    <li className="flex min-h-9 items-center gap-3 border-t border-line px-5 py-1 phone:px-4 print:min-h-6 print:py-0.5">
      <span className="min-w-0 flex-1">
        <Link href={`/phonebook/${line.id}`} prefetch={false} className="link-quiet block truncate font-medium">
          {line.full_name}
        </Link>
        {line.designation && <span className="block truncate text-small text-ink-2">{line.designation}</span>}
      </span>
      <span className="figures shrink-0">
        {number ? <CallNumber name={line.full_name} number={number} /> : <NoNumber />}
      </span>
    </li>
  );
}

type DivisionsProps = { name: string; divisions: readonly Counted[]; params: DepartmentParams };

function Divisions({ name, divisions, params }: DivisionsProps) {
  if (divisions.length < 2) return null;
  return (
    <Block title="Divisions" note={formatCount(divisions.length)} besideOnly>
      <ul className="pb-2">
        {divisions.slice(0, DIVISIONS_SHOWN).map(({ value, count }) => (
          <li key={value} className="border-t border-line">
            <Division name={name} value={value} count={count} params={params} />
          </li>
        ))}
      </ul>
      {divisions.length > DIVISIONS_SHOWN && (
        <p className="border-t border-line px-5 py-2 phone:px-4">
          <Link href={departmentHref(name, { by: 'division' })} className="link touch inline-flex items-center">
            All {formatCount(divisions.length)}, as heads of the list
          </Link>
        </p>
      )}
    </Block>
  );
}

function Division({ name, value, count, params }: Counted & { name: string; params: DepartmentParams }) {
  const look = 'touch flex min-h-8 items-center gap-3 px-5 phone:px-4';
  const figure = <span className="figures text-small text-ink-2">{formatCount(count)}</span>;
  if (value === '') {
    return (
      <span className={look}>
        <span className="flex-1 text-ink-2 italic">No division</span>
        {figure}
      </span>
    );
  }
  const chosen = value === params.division;
  return (
    <Link
      href={departmentHref(name, { by: params.by, division: chosen ? null : value })}
      prefetch={false}
      aria-current={chosen ? 'true' : undefined}
      className={`${look} hover:bg-hover aria-[current]:bg-accent-tint aria-[current]:font-medium`}
    >
      <span className="min-w-0 flex-1 truncate">{value}</span>
      {figure}
    </Link>
  );
}

type BlockProps = { title: string; note?: ReactNode; besideOnly?: boolean; children: ReactNode };

function Block({ title, note, besideOnly, children }: BlockProps) {
  return (
    <section aria-label={title} className={cx('border-b border-line', besideOnly && 'max-lg:hidden print:hidden')}>
      <h2 className="flex min-h-10 items-center gap-2 px-5 phone:px-4 print:min-h-7 print:font-semibold">
        {title}
        {note && <span className="text-small text-ink-3">{note}</span>}
      </h2>
      {children}
    </section>
  );
}
