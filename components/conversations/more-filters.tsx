'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { type LogParams, logHref } from '#lib/conversations/params.ts';
import { localDateText, readLocalDate } from '#lib/measures/windows.ts';

type MoreProps = { params: LogParams; zone: string; zones: readonly string[] };

/** What is filtered less often: two dates, the zone they are read in, a session, a client, a range of response times. */
export function MoreFilters({ params, zone, zones }: MoreProps) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const { filter, window } = params;
  const dates = window?.name === 'custom' ? window : null;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setOpen(false);
    router.push(logHref(params, readForm(form, params, zone)));
  };
  return (
    <Sheet
      open={open}
      onOpenChange={setOpen}
      title="Filters"
      trigger={
        <Button size={32} icon={<Plus size={14} />}>
          Filter
        </Button>
      }
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-4 p-5">
        <div className="flex gap-3">
          <Field label="From, a day">
            <Input type="date" name="from" defaultValue={dates === null ? '' : localDateText(dates.from)} />
          </Field>
          <Field label="To, with that day">
            <Input type="date" name="to" defaultValue={dates === null ? '' : localDateText(dates.to)} />
          </Field>
        </div>
        <Field label="Days of this zone">
          <NativeSelect
            name="tz"
            defaultValue={params.zone ?? zone}
            options={zones.map((name) => ({ value: name, label: name }))}
          />
        </Field>
        <div className="flex gap-3">
          <Field label="Response time from, ms">
            <Input type="number" min={0} name="slower" defaultValue={filter.slowerThan ?? ''} />
          </Field>
          <Field label="and below, ms">
            <Input type="number" min={0} name="faster" defaultValue={filter.fasterThan ?? ''} />
          </Field>
        </div>
        <Field label="Session">
          <Input name="session" mono defaultValue={filter.session ?? ''} />
        </Field>
        <Field label="Client address">
          <Input name="client" mono maxLength={255} defaultValue={filter.client ?? ''} />
        </Field>
        <Button type="submit" variant="primary">
          Show these turns
        </Button>
      </form>
    </Sheet>
  );
}

function readForm(form: FormData, { filter, window }: LogParams, viewersZone: string): Partial<LogParams> {
  const text = (name: string) => `${form.get(name) ?? ''}`.trim();
  const number = (name: string) => (/^\d{1,9}$/.test(text(name)) ? Number(text(name)) : null);
  const from = readLocalDate(text('from'));
  const to = readLocalDate(text('to'));
  const named = {
    session: text('session') || null,
    client: text('client') || null,
    slowerThan: number('slower'),
    fasterThan: number('faster'),
  };
  const zone = text('tz') === viewersZone ? null : text('tz') || null;
  if (from === null && to === null)
    return { zone, window: window?.name === 'custom' ? null : window, filter: { ...filter, ...named } };
  const day = from ?? to;
  if (day === null) return { zone, filter: { ...filter, ...named } };
  return {
    zone,
    window: { name: 'custom', from: from ?? day, to: to ?? day },
    filter: { ...filter, ...named, from: null, to: null },
  };
}
