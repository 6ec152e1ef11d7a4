'use client';

import Link from 'next/link';
import { LampGlyph, lampSentence } from '#components/ui/lamp.tsx';
import { Tooltip } from '#components/ui/tooltip.tsx';
import { cx } from '#lib/class-names.ts';
import type { Lamp } from '#lib/lamps.ts';

/** The lamp row of the header. A click leads to the cause; each lamp is a whole sentence on hover, focus and for screen readers. */
export function LampRow({ lamps }: { lamps: readonly Lamp[] }) {
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

// On a phone a lamp that needs someone keeps its name, as long as it is the only one: from 390 px on there is room for one.
function LampLink({ lamp, alone }: { lamp: Lamp; alone: boolean }) {
  const urgent = isUrgent(lamp);
  return (
    <Tooltip text={lamp.reason}>
      <Link
        href={lamp.href}
        aria-label={lampSentence(lamp)}
        className={cx(
          'flex h-full items-center gap-1.5 rounded-control px-2.5 text-small whitespace-nowrap transition-colors hover:bg-hover',
          'relative after:absolute after:inset-x-0 after:-inset-y-1 phone:px-[clamp(5px,2vw,8px)]',
          urgent && 'bg-page font-medium',
        )}
      >
        <LampGlyph state={lamp.state} />
        <span className={urgent ? cx(alone ? 'max-[389px]:hidden' : 'phone:hidden') : 'max-xl:hidden'}>
          {lamp.name}
        </span>
        {lamp.value && lamp.state !== 'ok' && (
          <span className={cx(valueTones[lamp.state], !urgent && 'max-xl:hidden', 'phone:hidden')}>{lamp.value}</span>
        )}
      </Link>
    </Tooltip>
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
