'use client';

import { SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { FacetGroups } from '#components/phonebook/facets.tsx';
import { Button } from '#components/ui/button.tsx';
import { FilterChip } from '#components/ui/chip.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import { type Facets, facetNames } from '#lib/phonebook/contact.ts';
import { fieldLabels, shownValue } from '#lib/phonebook/fields.ts';
import { type PhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';

type FilterBarProps = {
  params: PhonebookParams;
  facets: Facets;
  canEdit: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** The filters in force as chips, each taken off by its cross; where there is no room beside the list, the way to all. */
export function FilterBar({ params, facets, canEdit, open, onOpenChange }: FilterBarProps) {
  const inForce = facetNames.filter((name) => params[name] !== null);
  const count = inForce.length + (params.deleted ? 1 : 0);
  return (
    <div
      className={cx(
        'flex items-center gap-2 overflow-x-auto px-5 pb-3 phone:px-4',
        count === 0 && 'min-[1361px]:hidden',
      )}
    >
      <span className="shrink-0 min-[1361px]:hidden">
        <Sheet
          open={open}
          onOpenChange={onOpenChange}
          title="Filters"
          trigger={<Button icon={<SlidersHorizontal size={14} />}>Filters</Button>}
        >
          {/* A filter leads to another address; the sheet goes with the click. */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: only links inside are pressed. */}
          <div onClick={(event) => event.target instanceof Element && event.target.closest('a') && onOpenChange(false)}>
            <FacetGroups params={params} facets={facets} canEdit={canEdit} />
          </div>
        </Sheet>
      </span>
      {inForce.map((name) => (
        <FilterChip
          key={name}
          name={fieldLabels[name]}
          value={shownValue(name, params[name]) ?? ''}
          removeHref={phonebookHref(params, { [name]: null })}
        />
      ))}
      {params.deleted && (
        <FilterChip name="Only" value="deleted" removeHref={phonebookHref(params, { deleted: false })} />
      )}
      {count > 1 && (
        <Link href={phonebookHref(params, noFilters)} className="link touch flex shrink-0 items-center px-1 text-small">
          Clear all
        </Link>
      )}
      <Suggestions params={params} facets={facets} />
    </div>
  );
}

const noFilters = { department: null, designation: null, division: null, kind: null, deleted: false };

/** On a phone the commonest designation and department are one touch away. */
function Suggestions({ params, facets }: Pick<FilterBarProps, 'params' | 'facets'>) {
  const open = (['designation', 'department'] as const).filter((name) => params[name] === null);
  return open.map((name) => {
    const [top, next] = facets[name];
    if (top === undefined || next === undefined) return null;
    return (
      <Link
        key={name}
        href={phonebookHref(params, { [name]: top.value })}
        prefetch={false}
        className="hidden h-8 max-w-52 shrink-0 items-center gap-2 rounded-control border border-line-strong px-2.5 text-ink-2 phone:flex"
      >
        <span className="truncate">{top.value}</span>
        <span className="figures text-small">{formatCount(top.count)}</span>
      </Link>
    );
  });
}
