'use client';

import { ChevronDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { type AnalyticsParams, analyticsHref } from '#lib/analytics/params.ts';
import type { ChartGrain } from '#lib/measures/buckets.ts';
import { localDateText, readLocalDate } from '#lib/measures/windows.ts';

type BarProps = {
  params: AnalyticsParams;
  grain: ChartGrain;
  grains: readonly ChartGrain[];
  knowledgeBases: readonly string[];
  sources: readonly string[];
  zone: string;
  zones: readonly string[];
};

const windows = [
  { name: 'today', label: 'Today' },
  { name: '24h', label: 'Last 24 hours' },
  { name: '7d', label: '7 days to today' },
  { name: '30d', label: '30 days to today' },
  { name: '90d', label: '90 days to today' },
  { name: 'all', label: 'All time' },
] as const;

/** Which time, bases and sources are looked at, and in what steps. Everything is a link. */
export function PeriodBar({ params, grain, grains, knowledgeBases, sources, zone, zones }: BarProps) {
  const { window } = params;
  const period =
    window.name === 'custom'
      ? `${localDateText(window.from)} to ${localDateText(window.to)}`
      : (windows.find(({ name }) => name === window.name)?.label ?? window.name);
  const pick = (list: readonly string[], value: string) =>
    list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <BarMenu name="Period" value={period}>
        {windows.map(({ name, label }) => (
          <MenuItem key={name} href={analyticsHref(params, { window: { name }, grain: null })}>
            {label}
          </MenuItem>
        ))}
      </BarMenu>
      <BarMenu name="Knowledge base" value={params.knowledgeBases.map((name) => name || 'none').join(', ')}>
        {params.knowledgeBases.length > 0 && (
          <MenuItem href={analyticsHref(params, { knowledgeBases: [] })}>All</MenuItem>
        )}
        {knowledgeBases.map((name) => (
          <MenuItem key={name} href={analyticsHref(params, { knowledgeBases: pick(params.knowledgeBases, name) })}>
            {name || 'None named'}
          </MenuItem>
        ))}
      </BarMenu>
      {(sources.length > 1 || params.sources.length > 0) && (
        <BarMenu name="Source" value={params.sources.join(', ')}>
          {params.sources.length > 0 && <MenuItem href={analyticsHref(params, { sources: [] })}>All</MenuItem>}
          {sources.map((name) => (
            <MenuItem key={name} href={analyticsHref(params, { sources: pick(params.sources, name) })}>
              {name}
            </MenuItem>
          ))}
        </BarMenu>
      )}
      <BarMenu name="By" value={grain}>
        {grains.map((name) => (
          <MenuItem key={name} href={analyticsHref(params, { grain: name })}>
            {name}
          </MenuItem>
        ))}
      </BarMenu>
      <OwnPeriod params={params} zone={zone} zones={zones} />
    </div>
  );
}

function BarMenu({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <Menu
      align="start"
      trigger={
        <Button size={32}>
          <span className="font-normal">{name}</span>
          {value !== '' && <span className="max-w-56 truncate">{value}</span>}
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      }
    >
      {children}
    </Menu>
  );
}

function OwnPeriod({ params, zone, zones }: Pick<BarProps, 'params' | 'zone' | 'zones'>) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const { window } = params;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from, to] = [readLocalDate(`${form.get('from')}`), readLocalDate(`${form.get('to')}`)];
    const wish = from !== null && to !== null ? { name: 'custom' as const, from, to } : window;
    const own = `${form.get('tz')}`;
    setOpen(false);
    router.push(analyticsHref(params, { window: wish, grain: null, zone: own === zone ? null : own }));
  };
  return (
    <Sheet
      open={open}
      onOpenChange={setOpen}
      title="Period and zone"
      trigger={<Button size={32}>Dates and zone</Button>}
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-4 p-5">
        <Field label="From, a day">
          <Input type="date" name="from" defaultValue={window.name === 'custom' ? localDateText(window.from) : ''} />
        </Field>
        <Field label="To, with that day">
          <Input type="date" name="to" defaultValue={window.name === 'custom' ? localDateText(window.to) : ''} />
        </Field>
        <Field label="Days of this zone">
          <NativeSelect
            name="tz"
            defaultValue={params.zone ?? zone}
            options={zones.map((name) => ({ value: name, label: name }))}
          />
        </Field>
        <Button type="submit" variant="primary">
          Show
        </Button>
      </form>
    </Sheet>
  );
}
