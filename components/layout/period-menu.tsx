'use client';

import { ChevronDown } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { localDateText, readLocalDate, type WindowWish } from '#lib/measures/windows.ts';

const windows = [
  { name: 'today', label: 'Today' },
  { name: '24h', label: 'Last 24 hours' },
  { name: '7d', label: '7 days to today' },
  { name: '30d', label: '30 days to today' },
  { name: '90d', label: '90 days to today' },
  { name: 'all', label: 'All time' },
] as const;

/** A period in words: `30 days to today`, `2026-11-01 to 2026-11-09`. */
export function periodWords(window: WindowWish): string {
  if (window.name === 'custom') return `${localDateText(window.from)} to ${localDateText(window.to)}`;
  return windows.find(({ name }) => name === window.name)?.label ?? window.name;
}

/** The periods that have a name, each a link. */
export function PeriodMenu({ window, hrefOf }: { window: WindowWish; hrefOf: (window: WindowWish) => string }) {
  return (
    <BarMenu name="Period" value={periodWords(window)}>
      {windows.map(({ name, label }) => (
        <MenuItem key={name} href={hrefOf({ name })}>
          {label}
        </MenuItem>
      ))}
    </BarMenu>
  );
}

/** A menu of links that tells the choice in force. */
export function BarMenu({ name, value, children }: { name: string; value: string; children: ReactNode }) {
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

type OwnProps = {
  window: WindowWish;
  /** The zone that the address names, else null. */
  zone: string | null;
  viewersZone: string;
  zones: readonly string[];
  hrefOf: (window: WindowWish, zone: string | null) => string;
};

/** Two dates of one's own, and the zone in which days begin. */
export function OwnPeriod({ window, zone, viewersZone, zones, hrefOf }: OwnProps) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [from, to] = [readLocalDate(`${form.get('from')}`), readLocalDate(`${form.get('to')}`)];
    const wish = from !== null && to !== null ? { name: 'custom' as const, from, to } : window;
    const own = `${form.get('tz')}`;
    setOpen(false);
    router.push(hrefOf(wish, own === viewersZone ? null : own));
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
            defaultValue={zone ?? viewersZone}
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
