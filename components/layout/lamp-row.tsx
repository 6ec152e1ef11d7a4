'use client';

import Link from 'next/link';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { LampGlyph, lampSentence } from '#components/ui/lamp.tsx';
import { cx } from '#lib/class-names.ts';
import { type Lamp, lampSchema, stale } from '#lib/lamps.ts';
import { formatSpan } from '#lib/time.ts';

const POLL_MS = 10_000;
const answerSchema = z.object({ lamps: z.array(lampSchema) });

type Seen = { lamps: readonly Lamp[]; at: number; lost: boolean };

/** The lamp row: one poll every 10 s while the tab is visible. When the server is not reached, the lamps say how old they are. */
export function LampRow({ initial }: { initial: readonly Lamp[] }) {
  const seen = useLamps(initial);
  const lamps = seen.lost ? stale(seen.lamps, formatSpan(Date.now() - seen.at)) : seen.lamps;
  return (
    <ul
      aria-label="Lamps"
      className="flex h-7 shrink-0 items-stretch rounded-control border border-line bg-rail phone:h-9"
    >
      {lamps.map((lamp) => (
        <li
          key={lamp.id}
          className="flex items-center not-first:before:h-4 not-first:before:w-px not-first:before:bg-line-strong phone:not-first:before:hidden"
        >
          <LampLink lamp={lamp} alone={lamps.filter(isUrgent).length === 1} />
        </li>
      ))}
    </ul>
  );
}

// On a phone a lamp that needs someone keeps its name, as long as it is the only one: there is room for one.
function LampLink({ lamp, alone }: { lamp: Lamp; alone: boolean }) {
  const urgent = isUrgent(lamp);
  return (
    <Link
      href={lamp.href}
      title={lampSentence(lamp)}
      aria-label={lampSentence(lamp)}
      className={cx(
        'flex h-full items-center gap-1.5 rounded-control px-2.5 text-small whitespace-nowrap transition-colors hover:bg-hover',
        'relative after:absolute after:inset-x-0 after:-inset-y-1 phone:px-2',
        urgent && 'bg-page font-medium',
      )}
    >
      <LampGlyph state={lamp.state} />
      <span className={urgent ? cx(!alone && 'phone:hidden') : 'max-xl:hidden'}>{lamp.name}</span>
      {lamp.value && lamp.state !== 'ok' && (
        <span className={cx(valueTones[lamp.state], !urgent && 'max-xl:hidden', 'phone:hidden')}>{lamp.value}</span>
      )}
    </Link>
  );
}

function isUrgent(lamp: Lamp): boolean {
  return lamp.state === 'warn' || lamp.state === 'crit';
}

const valueTones: Record<Lamp['state'], string> = {
  ok: 'text-ink-3',
  warn: 'font-normal text-warn',
  crit: 'font-normal text-crit',
  blind: 'text-ink-3',
  stale: 'text-ink-3',
};

// The external system is the server, asked while the tab can be seen.
function useLamps(initial: readonly Lamp[]): Seen {
  const [seen, setSeen] = useState<Seen>(() => ({ lamps: initial, at: Date.now(), lost: false }));
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      const lamps = await fetchLamps();
      if (stopped) return;
      setSeen((before) => (lamps ? { lamps, at: Date.now(), lost: false } : { ...before, lost: true }));
      plan();
    };
    const plan = () => {
      clearTimeout(timer);
      if (!document.hidden) timer = setTimeout(() => void poll(), POLL_MS);
    };
    const onVisibility = () => {
      clearTimeout(timer);
      if (!document.hidden) void poll();
    };
    plan();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, []);
  return seen;
}

async function fetchLamps(): Promise<Lamp[] | undefined> {
  try {
    const answer = await fetch('/api/lamps', { signal: AbortSignal.timeout(5_000), cache: 'no-store' });
    if (!answer.ok) return undefined;
    return answerSchema.safeParse(await answer.json()).data?.lamps;
  } catch {
    return undefined;
  }
}
