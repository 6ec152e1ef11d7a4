'use client';

import { useState } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { MomentBar } from '#components/monitoring/replay/moment-bar.tsx';
import { MomentView } from '#components/monitoring/replay/moment-view.tsx';
import { StripPicture } from '#components/monitoring/replay/strip.tsx';
import { FailedPanel } from '#components/ui/states.tsx';
import { useLatestWish } from '#components/ui/use-latest-wish.ts';
import { momentWords } from '#lib/monitoring/replay/axis.ts';
import type { Moment } from '#lib/monitoring/replay/moment.ts';
import { incidentFrom, movedBy } from '#lib/monitoring/replay/move.ts';
import { momentText, replayHref, type SpanName, spans } from '#lib/monitoring/replay/params.ts';
import type { Strip, StripChange, StripIncident } from '#lib/monitoring/replay/strip.ts';
import { getMomentAction } from '#server/monitoring/replay/actions.ts';

type BoardProps = {
  picture: { strip: Strip; incidents: StripIncident[]; changes: StripChange[] };
  initial: Moment;
  span: SpanName;
  /** When the page was made, in milliseconds since 1970: nothing newer is looked at. */
  now: number;
  zone: string;
};

const HOUR = 60;

/** A stretch of the past as a strip, a line in it that is moved by hand or keys, and everything that was known at that moment. */
export function ReplayBoard({ picture, initial, span, now, zone }: BoardProps) {
  const [at, setAt] = useState(Date.parse(initial.at));
  const { wish, latest, failed } = useLatestWish(getMomentAction);
  const answer = latest?.answer;
  const moment = answer?.ok ? answer.value : initial;
  const { strip, incidents, changes } = picture;

  const move = (to: number | null) => {
    if (to === null || to === at) return;
    const there = Math.min(to, now);
    setAt(there);
    window.history.replaceState(null, '', replayHref({ at: there, span }));
    wish(momentText(there));
  };
  const told = incidents.map(({ from }) => from);
  const step = (minutes: number) => move(movedBy(at, minutes, moment.closeUp, now));
  const parse = (instant: string | null) => (instant === null ? null : Date.parse(instant));
  useKeys('Replay', [
    { keys: 'ArrowLeft', label: 'A minute before', run: () => step(-1), foot: true, caps: ['←'] },
    { keys: 'ArrowRight', label: 'A minute after', run: () => step(1), foot: true, caps: ['→'] },
    { keys: 'Shift+ArrowLeft', label: 'An hour before', run: () => step(-HOUR), caps: ['Shift', '←'] },
    { keys: 'Shift+ArrowRight', label: 'An hour after', run: () => step(HOUR), caps: ['Shift', '→'] },
    { keys: '[', label: 'The incident before', run: () => move(incidentFrom(at, 'before', told)), foot: true },
    { keys: ']', label: 'The incident after', run: () => move(incidentFrom(at, 'after', told)), foot: true },
    { keys: ',', label: 'The sample before', run: () => move(parse(moment.earlier)) },
    { keys: '.', label: 'The sample after', run: () => move(parse(moment.later)) },
  ]);
  const isBehind = Date.parse(moment.at) !== at;
  const around = { incidents, changes, at, now, zone, onMove: move };
  return (
    <>
      <MomentBar
        at={at}
        now={now}
        zone={zone}
        span={span}
        before={incidentFrom(at, 'before', told)}
        after={incidentFrom(at, 'after', told)}
        onMove={move}
      />
      <StripPicture title={`The last ${spans.find(({ name }) => name === span)?.label}`} strip={strip} {...around} />
      <StripPicture
        title={moment.closeUp.step === 1 ? 'By the minute' : 'By the hour'}
        strip={moment.closeUp}
        {...around}
      />
      <p className="flex flex-wrap gap-x-4 border-b border-line px-5 py-2 text-small text-ink-2">
        <span>Blue: sessions active, connections out, share that Redis finds.</span>
        <span>Red, from the floor: sessions blocked, waiters of the pool.</span>
        <span>Dashed: not sampled.</span>
        <span>A flag: something changed or started. A stroke: an incident was told.</span>
      </p>
      {failed !== undefined || answer?.ok === false ? (
        <FailedPanel title={`What was known at ${momentWords(at, zone)} got no answer`}>
          {answer?.ok === false ? answer.message : 'Move the line to ask again.'}
        </FailedPanel>
      ) : (
        <section
          aria-label={`As it was at ${momentWords(Date.parse(moment.at), zone)}`}
          aria-busy={isBehind}
          className={isBehind ? 'grayscale' : undefined}
        >
          <MomentView moment={moment} zone={zone} />
        </section>
      )}
    </>
  );
}
