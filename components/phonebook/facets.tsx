'use client';

import { SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FilterChip } from '#components/ui/chip.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import { type FacetName, type Facets, facetNames } from '#lib/phonebook/contact.ts';
import { fieldLabels, shownValue } from '#lib/phonebook/fields.ts';
import { type PhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';

type FacetsProps = { params: PhonebookParams; facets: Facets; canEdit: boolean };

const SHOWN_AT_FIRST = 6;

/** The filters beside the list on a wide screen. */
export function FacetPanel(props: FacetsProps) {
  return (
    <aside aria-label="Filters" className="w-[188px] shrink-0 border-r border-line py-4 pr-2 pl-3 max-[1360px]:hidden">
      <FacetGroups {...props} />
    </aside>
  );
}

/** The same filters in a sheet, with those in force as chips, where there is no room beside the list. */
export function FacetSheet(props: FacetsProps) {
  const [open, setOpen] = useState(false);
  const inForce = facetNames.filter((name) => props.params[name] !== null);
  return (
    <div className="flex items-center gap-2 overflow-x-auto border-b border-line px-5 py-2 min-[1361px]:hidden phone:px-4">
      <Sheet
        open={open}
        onOpenChange={setOpen}
        title="Filters"
        trigger={<Button icon={<SlidersHorizontal size={14} />}>Filters</Button>}
      >
        {/* A filter leads to another address; the sheet goes with the click. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: only links inside are pressed. */}
        <div onClick={(event) => event.target instanceof Element && event.target.closest('a') && setOpen(false)}>
          <FacetGroups {...props} />
        </div>
      </Sheet>
      {inForce.map((name) => (
        <FilterChip
          key={name}
          name={fieldLabels[name]}
          value={shownValue(name, props.params[name]) ?? ''}
          removeHref={phonebookHref(props.params, { [name]: null })}
        />
      ))}
      {props.params.deleted && (
        <FilterChip name="Only" value="deleted" removeHref={phonebookHref(props.params, { deleted: false })} />
      )}
    </div>
  );
}

function FacetGroups({ params, facets, canEdit }: FacetsProps) {
  return (
    <nav aria-label="Filters" className="flex flex-col gap-5">
      {facetNames.map((name) => (
        <FacetGroup key={name} name={name} params={params} values={facets[name]} />
      ))}
      {canEdit && (
        <ul>
          <FacetLine
            label="Deleted entries"
            chosen={params.deleted}
            href={phonebookHref(params, { deleted: !params.deleted })}
          />
        </ul>
      )}
    </nav>
  );
}

type FacetGroupProps = { name: FacetName; params: PhonebookParams; values: Facets[FacetName] };

function FacetGroup({ name, params, values }: FacetGroupProps) {
  const [all, setAll] = useState(false);
  const chosen = params[name];
  const listed = values.some(({ value }) => value === chosen) || chosen === null;
  const every = listed ? values : [{ value: chosen, count: 0 }, ...values];
  if (every.length === 0) return null;
  const shown = all ? every : every.slice(0, SHOWN_AT_FIRST);
  const left = every.length - shown.length;
  return (
    <section aria-label={fieldLabels[name]}>
      <h2 className="px-2 pb-1 text-small text-ink-2">{fieldLabels[name]}</h2>
      <ul>
        {shown.map(({ value, count }) => (
          <FacetLine
            key={value}
            label={shownValue(name, value) ?? value}
            count={count}
            chosen={value === chosen}
            href={phonebookHref(params, { [name]: value === chosen ? null : value })}
          />
        ))}
      </ul>
      {left > 0 && (
        <button type="button" onClick={() => setAll(true)} className="link touch px-2 py-1 text-small">
          {left} more
        </button>
      )}
    </section>
  );
}

type FacetLineProps = { label: string; count?: number; chosen: boolean; href: string };

/** A value as a link that puts its filter on or off. */
function FacetLine({ label, count, chosen, href }: FacetLineProps) {
  return (
    <li>
      <Link
        href={href}
        scroll={false}
        prefetch={false}
        aria-current={chosen ? 'true' : undefined}
        title={label}
        className={cx(
          'touch flex min-h-7 items-center gap-2 rounded-control px-2 hover:bg-hover',
          chosen && 'font-medium',
        )}
      >
        <span
          aria-hidden="true"
          className={cx(
            'flex size-3.5 shrink-0 items-center justify-center rounded-chip border',
            chosen ? 'choice-check border-accent-solid bg-accent-solid text-on-accent' : 'border-line-control',
          )}
        >
          {chosen && <span className="size-1.5 rounded-full bg-on-accent" />}
        </span>
        <span className="min-w-0 flex-1 truncate">{label}</span>
        {count !== undefined && count > 0 && (
          <span className="figures text-small text-ink-2">{formatCount(count)}</span>
        )}
      </Link>
    </li>
  );
}
