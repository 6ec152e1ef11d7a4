'use client';

import { Check } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import { type FacetName, type Facets, facetNames } from '#lib/phonebook/contact.ts';
import { fieldLabels, kinds, shownValue } from '#lib/phonebook/fields.ts';
import { type PhonebookParams, phonebookHref } from '#lib/phonebook/params.ts';

type FacetsProps = { params: PhonebookParams; facets: Facets; canEdit: boolean };

const SHOWN_AT_FIRST = 6;

/** The filters beside the list on a wide screen. */
export function FacetPanel(props: FacetsProps) {
  return (
    <aside
      aria-label="Filters"
      data-filters
      className="w-[188px] shrink-0 border-r border-line py-3 pr-2 pl-3 max-[1360px]:hidden"
    >
      <FacetGroups {...props} />
    </aside>
  );
}

/** Puts the focus on the first filter beside the list; false where there is no room for them. */
export function focusFilters(): boolean {
  const first = document.querySelector<HTMLElement>('[data-filters] a');
  const inSight = first !== null && first.offsetParent !== null;
  if (inSight) first.focus();
  return inSight;
}

/** Every filter with how many it would leave. */
export function FacetGroups({ params, facets, canEdit }: FacetsProps) {
  return (
    <nav aria-label="Filters" className="flex flex-col gap-5">
      {facetNames.map((name) => (
        <FacetGroup key={name} name={name} params={params} values={valuesOf(name, params, facets)} />
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

/** The values found, commonest first; the one in force always among them, and all three kinds. */
function valuesOf(name: FacetName, params: PhonebookParams, facets: Facets): Facets[FacetName] {
  const always = name === 'kind' ? kinds : [params[name] ?? []].flat();
  const missing = always.filter((wanted) => !facets[name].some(({ value }) => value === wanted));
  if (name === 'kind' && missing.length === kinds.length) return [];
  return [...facets[name], ...missing.map((value) => ({ value, count: 0 }))];
}

type FacetGroupProps = { name: FacetName; params: PhonebookParams; values: Facets[FacetName] };

function FacetGroup({ name, params, values }: FacetGroupProps) {
  const [all, setAll] = useState(false);
  if (values.length === 0) return null;
  const chosen = params[name];
  const shown = values.filter(({ value }, place) => all || place < SHOWN_AT_FIRST || value === chosen);
  const left = values.length - shown.length;
  return (
    <section aria-label={fieldLabels[name]}>
      <h2 className="px-2 pb-1 text-small font-normal text-ink-2">{fieldLabels[name]}</h2>
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
        <button type="button" onClick={() => setAll(true)} className="link touch ml-[22px] px-2 py-1 text-small">
          {left} more
        </button>
      )}
    </section>
  );
}

type FacetLineProps = { label: string; count?: number; chosen: boolean; href: string };

const line = 'touch flex min-h-7 items-center gap-2 rounded-control px-2';

/** A value as a link that puts its filter on or off; one that would leave nobody is only told. */
function FacetLine({ label, count, chosen, href }: FacetLineProps) {
  const words = (
    <>
      <Box chosen={chosen} isOff={count === 0 && !chosen} />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {count !== undefined && <span className="figures text-small text-ink-2">{formatCount(count)}</span>}
    </>
  );
  if (count === 0 && !chosen) return <li className={cx(line, 'text-ink-3')}>{words}</li>;
  return (
    <li>
      <Link
        href={href}
        scroll={false}
        prefetch={false}
        aria-current={chosen ? 'true' : undefined}
        title={label}
        className={cx(line, 'hover:bg-hover', chosen && 'font-medium')}
      >
        {words}
      </Link>
    </li>
  );
}

function Box({ chosen, isOff }: { chosen: boolean; isOff: boolean }) {
  const edge = isOff ? 'border-line-strong' : 'border-line-control';
  return (
    <span
      aria-hidden="true"
      className={cx(
        'flex size-3.5 shrink-0 items-center justify-center rounded-chip border',
        chosen ? 'border-accent-solid bg-accent-solid text-on-accent' : edge,
      )}
    >
      {chosen && <Check size={11} strokeWidth={2.5} />}
    </span>
  );
}
