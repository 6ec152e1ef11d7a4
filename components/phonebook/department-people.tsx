import Link from 'next/link';
import { MemberList } from '#components/phonebook/member-list.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { FilterChip } from '#components/ui/chip.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyState, NothingFound } from '#components/ui/states.tsx';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import type { Group } from '#lib/phonebook/department.ts';
import { type DepartmentParams, departmentHref, groupings, rowsOn } from '#lib/phonebook/department-params.ts';
import { fieldLabels } from '#lib/phonebook/fields.ts';

type DepartmentPeopleProps = {
  name: string;
  params: DepartmentParams;
  groups: readonly Group[];
  /** The people on all pages; at least so many when not exact. */
  total: number;
  isExact: boolean;
  /** There are divisions to group by. */
  canGroup: boolean;
  sheetHead: string;
};

/** Who is in a department: the list, what narrows it, and where in it one is. */
export function DepartmentPeople(props: DepartmentPeopleProps) {
  const { name, params, groups, total, isExact, canGroup, sheetHead } = props;
  const isSearch = params.q.trim() !== '';
  return (
    <>
      {(canGroup || params.division !== null) && !isSearch && (
        <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-5 py-1 phone:px-4 print:hidden">
          <GroupBy name={name} params={params} />
          {params.division !== null && (
            <FilterChip name="Division" value={params.division} removeHref={departmentHref(name, { by: params.by })} />
          )}
          <span className="figures ml-auto text-small text-ink-2">{formatCount(total)}</span>
        </div>
      )}
      {groups.length === 0 ? (
        <Nobody name={name} params={params} total={total} />
      ) : (
        <MemberList groups={groups} by={isSearch ? null : params.by} query={params.q} sheetHead={sheetHead} />
      )}
      {!isSearch && groups.length > 0 && (
        <Pages name={name} params={params} groups={groups} total={total} isExact={isExact} />
      )}
    </>
  );
}

function GroupBy({ name, params }: Pick<DepartmentPeopleProps, 'name' | 'params'>) {
  return (
    <nav aria-label="Grouped by" className="flex items-center gap-3">
      <span className="text-small text-ink-3">Grouped by</span>
      {groupings.map((by) => (
        <Link
          key={by}
          href={departmentHref(name, { ...params, by, page: 1, print: false })}
          scroll={false}
          aria-current={by === params.by ? 'true' : undefined}
          className={cx('touch inline-flex items-center', by === params.by ? 'font-medium' : 'link')}
        >
          {fieldLabels[by]}
        </Link>
      ))}
    </nav>
  );
}

function Nobody({ name, params, total }: Pick<DepartmentPeopleProps, 'name' | 'params' | 'total'>) {
  const all = <ButtonLink href={departmentHref(name, { by: params.by })}>Show all of {name}</ButtonLink>;
  if (params.q.trim() !== '') {
    return (
      <NothingFound title={`Nobody in ${name} close to “${params.q.trim()}”.`} action={all}>
        No guess is shown, because none is good enough. Fewer letters, or the end of a number, may find more.
      </NothingFound>
    );
  }
  if (total > 0) return <NothingFound title="The list ends before this page." action={all} />;
  if (params.division !== null) {
    return <NothingFound title={`Nobody of ${name} is in the division “${params.division}”.`} action={all} />;
  }
  return (
    <EmptyState title="No person is in this department.">
      Its service lines and rooms stand beside this list.
    </EmptyState>
  );
}

type PagesProps = Pick<DepartmentPeopleProps, 'name' | 'params' | 'groups' | 'total' | 'isExact'>;

function Pages({ name, params, groups, total, isExact }: PagesProps) {
  const rows = rowsOn(params);
  const last = Math.ceil(total / rows);
  if (last <= 1) return null;
  const from = (params.page - 1) * rows + 1;
  const to = from - 1 + groups.reduce((sum, group) => sum + group.members.length, 0);
  const page = (step: number) => departmentHref(name, { ...params, page: params.page + step });
  return (
    <Pagination
      from={from}
      to={to}
      total={isExact ? total : undefined}
      previousHref={params.page > 1 ? page(-1) : undefined}
      nextHref={params.page < last ? page(1) : undefined}
    />
  );
}
