import { BookUser } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound, redirect } from 'next/navigation';
import { DepartmentContacts } from '#components/phonebook/department-contacts.tsx';
import { DepartmentPeople } from '#components/phonebook/department-people.tsx';
import { DepartmentSearch } from '#components/phonebook/department-search.tsx';
import { PrintButton } from '#components/phonebook/print-button.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import { type Group, groupsOf, type Summary } from '#lib/phonebook/department.ts';
import {
  type DepartmentParams,
  departmentHref,
  parseDepartmentParams,
  readDepartmentName,
  SCREEN_ROWS,
} from '#lib/phonebook/department-params.ts';
import { firstParams, phonebookHref, type SearchParams } from '#lib/phonebook/params.ts';
import { formatInstant } from '#lib/time.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { getDepartment, getSummary } from '#server/phonebook/departments/department.ts';
import { findLines, findMembers, type Part, searchMembers } from '#server/phonebook/departments/people.ts';

type Props = { params: Promise<{ name: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: readDepartmentName((await params).name) ?? 'Department' };
}

export default async function DepartmentPage(props: Props) {
  const actor = await requireActor('phonebook.read');
  const asked = readDepartmentName((await props.params).name);
  const params = parseDepartmentParams(await props.searchParams);
  const name = asked === null ? null : await getDepartment(actor, asked);
  if (name === null) notFound();
  if (name !== asked) redirect(departmentHref(name, params));
  const part = { department: name, division: params.division };
  const [summary, narrowed, lines, zone] = await Promise.all([
    getSummary(actor, { ...part, division: null }),
    getSummary(actor, part),
    findLines(actor, name),
    getViewerZone(),
  ]);
  const groups = await groupsFor(actor, part, params, narrowed);
  const isOnOnePage = params.q.trim() !== '' || params.print || narrowed.people <= SCREEN_ROWS;
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3 border-b border-line px-5 py-4 phone:px-4">
        <div className="min-w-0 flex-1 phone:basis-full">
          <p className="pb-1 text-small text-ink-2 print:hidden">
            <Link href="/phonebook/departments" className="link touch inline-flex items-center">
              Organisation
            </Link>
          </p>
          <h1 className="text-sentence font-semibold break-words">{name}</h1>
          <p className="text-ink-2">{contentsOf(summary)}</p>
        </div>
        <div className="flex flex-wrap gap-2 print:hidden">
          <ButtonLink
            href={phonebookHref(firstParams, { department: name, division: params.division })}
            icon={<BookUser size={14} />}
          >
            In the phonebook
          </ButtonLink>
          <PrintButton
            wholeHref={isOnOnePage ? null : departmentHref(name, { ...params, print: true, page: 1 })}
            atOnce={params.print}
          />
        </div>
      </div>
      <div className="grid flex-1 grid-cols-1 content-start lg:grid-cols-[minmax(0,1fr)_340px] lg:content-stretch print:block">
        <aside aria-label="The department as a whole" className="border-line lg:order-last lg:border-l print:border-0">
          <DepartmentContacts name={name} summary={summary} params={params} {...lines} />
        </aside>
        <div className="min-w-0">
          <DepartmentSearch key={name} name={name} params={params} note={foundNote(params.q, groups)} />
          <DepartmentPeople
            name={name}
            params={params}
            groups={groups}
            total={narrowed.people}
            isExact={narrowed.isExact}
            canGroup={summary.divisions.length > 1}
            sheetHead={[name, part.division, params.q.trim(), today(zone)].filter(Boolean).join(' · ')}
          />
        </div>
      </div>
    </>
  );
}

function today(zone: string): string {
  const now = new Date();
  return formatInstant(now, zone, 'day', now);
}

async function groupsFor(actor: Actor, part: Part, params: DepartmentParams, summary: Summary): Promise<Group[]> {
  if (params.q.trim() !== '') {
    const members = await searchMembers(actor, part, params.q);
    return members.length === 0 ? [] : [{ name: null, count: members.length, members }];
  }
  const counts = params.by === 'designation' ? summary.designations : summary.divisions;
  const heads = counts.map(({ value }) => value).filter((value) => value !== '');
  return groupsOf(await findMembers(actor, part, params, heads), params.by, counts);
}

function contentsOf({ people, services, rooms, divisions, isExact }: Summary): string {
  const parts = [
    isExact ? countOf(people, 'person', 'people') : `more than ${formatCount(people)} people`,
    services > 0 && countOf(services, 'service line', 'service lines'),
    rooms > 0 && countOf(rooms, 'room', 'rooms'),
    divisions.length === 1 && divisions[0]?.value,
    divisions.length > 1 && `${formatCount(divisions.length)} divisions`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function foundNote(query: string, groups: readonly Group[]): string | null {
  if (query.trim() === '') return null;
  return `${groups[0]?.count ?? 0} found`;
}
