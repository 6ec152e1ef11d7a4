'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { type LogParams, logHref } from '#lib/conversations/params.ts';
import { readTimes, timeFields, timeNames } from '#lib/conversations/time-form.ts';

type MoreProps = { params: LogParams; zone: string; zones: readonly string[] };

/** What is filtered less often: two days and times, the zone they are read in, a session, a client, a range of response times. */
export function MoreFilters({ params, zone, zones }: MoreProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const router = useRouter();
  const { filter } = params;
  const shown = timeFields(params, params.zone ?? zone);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const read = readForm(new FormData(event.currentTarget), params, zone);
    if ('problem' in read) return setProblem(read.problem);
    setProblem(undefined);
    setOpen(false);
    router.push(logHref(params, read));
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
        <div className="grid grid-cols-2 gap-3">
          <Field label="From, a day" error={problem}>
            <Input type="date" name="from" defaultValue={shown.from} />
          </Field>
          <Field label="at, else its start">
            <Input type="time" name="fromTime" defaultValue={shown.fromTime} />
          </Field>
          <Field label="To, with that day">
            <Input type="date" name="to" defaultValue={shown.to} />
          </Field>
          <Field label="before, else its end">
            <Input type="time" name="toTime" defaultValue={shown.toTime} />
          </Field>
        </div>
        <Field label="Days and times of this zone">
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

function readForm(form: FormData, params: LogParams, viewersZone: string): Partial<LogParams> | { problem: string } {
  const text = (name: string) => `${form.get(name) ?? ''}`.trim();
  const number = (name: string) => (/^\d{1,9}$/.test(text(name)) ? Number(text(name)) : null);
  const named = {
    ...params.filter,
    session: text('session') || null,
    client: text('client') || null,
    slowerThan: number('slower'),
    fasterThan: number('faster'),
  };
  const zone = text('tz') || viewersZone;
  const asked = { from: text('from'), fromTime: text('fromTime'), to: text('to'), toTime: text('toTime') };
  const address = { zone: zone === viewersZone ? null : zone };
  const before = timeFields(params, params.zone ?? viewersZone);
  // Exact instants are finer than the fields, and stay as they are while nobody touches them.
  const isUntouched = timeNames.every((name) => asked[name] === before[name]);
  if (isUntouched) return { ...address, filter: named };
  const read = readTimes(asked, zone);
  if (read === null) {
    const window = params.window?.name === 'custom' ? null : params.window;
    return { ...address, window, filter: { ...named, from: null, to: null } };
  }
  if ('problem' in read) return read;
  const { window, from, to } = read.times;
  return { ...address, window, filter: { ...named, from, to } };
}
