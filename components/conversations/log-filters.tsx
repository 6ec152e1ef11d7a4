'use client';

import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { MoreFilters } from '#components/conversations/more-filters.tsx';
import { stateWords } from '#components/layout/state-mark.tsx';
import { FilterChip } from '#components/ui/chip.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { cx } from '#lib/class-names.ts';
import { filterHref, type LogParams, logHref } from '#lib/conversations/params.ts';
import { boundsWords, exactBounds } from '#lib/conversations/time-words.ts';
import { withChosen } from '#lib/measures/choices.ts';
import { slotWords } from '#lib/measures/slot-words.ts';
import { turnStates } from '#lib/measures/turn-filter.ts';
import { localDateText } from '#lib/measures/windows.ts';

export type Choices = { knowledgeBases: string[]; sources: string[] };
/** `zone` is the viewer's own. */
type FilterProps = { params: LogParams; choices: Choices; zone: string; zones: readonly string[] };

const windows = [
  { name: 'today', label: 'Today' },
  { name: 'yesterday', label: 'Yesterday' },
  { name: '24h', label: 'Last 24 hours' },
  { name: '7d', label: '7 days to today' },
  { name: '30d', label: '30 days to today' },
  { name: '90d', label: '90 days to today' },
] as const;
const slownesses = [
  { slowerThan: 1_000, label: '1 s and more' },
  { slowerThan: 2_000, label: '2 s and more' },
  { slowerThan: 5_000, label: '5 s and more' },
  { slowerThan: 10_000, label: '10 s and more' },
] as const;

/** The filters as menus of links: the address is the state, so each can be opened elsewhere, shared and gone back from. */
export function LogFilters({ params, choices, zone, zones }: FilterProps) {
  const { filter } = params;
  const knowledgeBases = withChosen(choices.knowledgeBases, filter.knowledgeBases);
  const sources = withChosen(choices.sources, filter.sources);
  const time = timeWords(params, params.zone ?? zone);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterMenu name="Time" value={time} title={params.window === null ? exactBounds(filter) : undefined}>
        <Choice
          href={logHref(params, { window: null, filter: { ...filter, from: null, to: null } })}
          on={time === null}
        >
          Any time
        </Choice>
        {windows.map(({ name, label }) => (
          <Choice
            key={name}
            href={logHref(params, { window: { name }, filter: { ...filter, from: null, to: null } })}
            on={params.window?.name === name}
          >
            {label}
          </Choice>
        ))}
      </FilterMenu>
      <FilterMenu
        name="State"
        value={
          filter.states.length === 0 ? null : filter.states.map((state) => stateWords[state].toLowerCase()).join(', ')
        }
      >
        {turnStates.map((state) => (
          <Choice
            key={state}
            href={filterHref(params, { states: toggled(filter.states, state) })}
            on={filter.states.includes(state)}
          >
            {stateWords[state]}
          </Choice>
        ))}
      </FilterMenu>
      <FilterMenu
        name="Knowledge base"
        value={
          filter.knowledgeBases.length === 0 ? null : filter.knowledgeBases.map((name) => name || 'none').join(', ')
        }
      >
        {knowledgeBases.map((name) => (
          <Choice
            key={name}
            href={filterHref(params, { knowledgeBases: toggled(filter.knowledgeBases, name) })}
            on={filter.knowledgeBases.includes(name)}
          >
            {name || 'None named'}
          </Choice>
        ))}
        {knowledgeBases.length === 0 && <MenuItem off="No turn has arrived yet">No turn yet</MenuItem>}
      </FilterMenu>
      <FilterMenu name="Response time" value={filter.slowerThan === null ? null : `from ${filter.slowerThan} ms`}>
        {slownesses.map(({ slowerThan, label }) => (
          <Choice
            key={slowerThan}
            href={filterHref(params, { slowerThan: filter.slowerThan === slowerThan ? null : slowerThan })}
            on={filter.slowerThan === slowerThan}
          >
            {label}
          </Choice>
        ))}
      </FilterMenu>
      {(sources.length > 1 || filter.sources.length > 0) && (
        <FilterMenu name="Source" value={filter.sources.length === 0 ? null : filter.sources.join(', ')}>
          {sources.map((name) => (
            <Choice
              key={name}
              href={filterHref(params, { sources: toggled(filter.sources, name) })}
              on={filter.sources.includes(name)}
            >
              {name}
            </Choice>
          ))}
        </FilterMenu>
      )}
      <MoreFilters params={params} zone={zone} zones={zones} />
      {filter.session !== null && (
        <FilterChip name="Session" value={filter.session} removeHref={filterHref(params, { session: null })} />
      )}
      {filter.client !== null && (
        <FilterChip name="Client" value={filter.client} removeHref={filterHref(params, { client: null })} />
      )}
      {filter.slot !== null && (
        <FilterChip name="On" value={slotWords(filter.slot)} removeHref={filterHref(params, { slot: null })} />
      )}
      {filter.fasterThan !== null && (
        <FilterChip
          name="Faster than"
          value={`${filter.fasterThan} ms`}
          removeHref={filterHref(params, { fasterThan: null })}
        />
      )}
    </div>
  );
}

type MenuProps = { name: string; value: string | null; title?: string; children: ReactNode };

function FilterMenu({ name, value, title, children }: MenuProps) {
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          title={title}
          className={cx(
            'touch inline-flex h-8 max-w-72 items-center gap-1.5 rounded-control border px-2.5 text-base whitespace-nowrap',
            value === null
              ? 'border-line-strong text-ink-1 hover:bg-hover'
              : 'border-accent-line bg-accent-tint text-accent',
          )}
        >
          {name}
          {value !== null && <b className="truncate font-medium">{value}</b>}
          <ChevronDown size={14} aria-hidden="true" className="shrink-0" />
        </button>
      }
    >
      {children}
    </Menu>
  );
}

function Choice({ href, on, children }: { href: string; on: boolean; children: ReactNode }) {
  return (
    <MenuItem href={href} icon={on ? <Check size={14} /> : <span className="block size-3.5" />}>
      {children}
      {on && <span className="sr-only">, chosen</span>}
    </MenuItem>
  );
}

/** The time filter in words of the zone the page is read in; null when there is none. */
function timeWords({ window, filter }: LogParams, zone: string): string | null {
  if (window?.name === 'custom') return `${localDateText(window.from)} to ${localDateText(window.to)}`;
  if (window !== null) return windows.find(({ name }) => name === window.name)?.label ?? null;
  return boundsWords(filter, zone);
}

function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((other) => other !== value) : [...list, value];
}
