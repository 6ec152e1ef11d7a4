'use client';

import { useState } from 'react';
import { BarMenu } from '#components/layout/period-menu.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { localText, readLocal, replayHref, type SpanName, spans } from '#lib/monitoring/replay/params.ts';

type BarProps = {
  at: number;
  now: number;
  zone: string;
  span: SpanName;
  /** When the incident before and after was told; null when there is none. */
  before: number | null;
  after: number | null;
  onMove: (at: number | null) => void;
};

/** The moment as a field to type in, the way to the incidents around it, back to now, and the stretch of the strip. */
export function MomentBar({ at, now, zone, span, before, after, onMove }: BarProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-5 py-2">
      {/* Made anew with every move, so that what stands in it is the moment looked at. */}
      <MomentField key={at} at={at} now={now} zone={zone} onMove={onMove} />
      <Button onClick={() => onMove(before)} off={before === null && 'None is older in this strip'}>
        Incident before
      </Button>
      <Button onClick={() => onMove(after)} off={after === null && 'None came after'}>
        Incident after
      </Button>
      <ButtonLink href={replayHref({ at: null, span })}>Now</ButtonLink>
      <div className="ml-auto">
        <BarMenu name="Strip" value={spans.find(({ name }) => name === span)?.label ?? ''}>
          {spans.map(({ name, label }) => (
            <MenuItem key={name} href={replayHref({ at, span: name })}>
              {label}
            </MenuItem>
          ))}
        </BarMenu>
      </div>
    </div>
  );
}

function MomentField({ at, now, zone, onMove }: Pick<BarProps, 'at' | 'now' | 'zone' | 'onMove'>) {
  const [text, setText] = useState(localText(at, zone));
  const go = () => {
    const wished = readLocal(text, zone);
    if (wished === null) setText(localText(at, zone));
    else onMove(Math.min(wished, now));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
      className="flex min-w-0 flex-wrap items-center gap-2"
    >
      <label htmlFor="moment" className="text-ink-2">
        At
      </label>
      <Input
        id="moment"
        type="datetime-local"
        step={1}
        mono
        value={text}
        title={`In ${zone}`}
        onChange={(event) => setText(event.currentTarget.value)}
        className="w-56 max-w-full"
      />
      <Button type="submit">Go</Button>
    </form>
  );
}
