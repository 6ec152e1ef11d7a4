import { X } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cx } from '#lib/class-names.ts';

const base = 'inline-flex h-[18px] items-center gap-1 whitespace-nowrap rounded-chip border px-1.5 text-micro';

/** A small reason or mark beside what it explains. `strong` for the one that counts. */
export function Chip({ icon, strong, children }: { icon?: ReactNode; strong?: boolean; children: ReactNode }) {
  return (
    <span className={cx(base, strong ? 'border-accent-line text-accent' : 'border-line-strong text-ink-2')}>
      {icon}
      {children}
    </span>
  );
}

/** A filter in force: what it is, its value, and the cross (a link to the same list without it). */
export function FilterChip({ name, value, removeHref }: { name: string; value: string; removeHref: string }) {
  return (
    <span className="inline-flex h-7 max-w-80 shrink-0 items-center gap-1.5 rounded-control border border-accent-line bg-accent-tint pl-2.5 text-base text-accent phone:h-8">
      <span className="truncate">
        {name} <b className="font-medium">{value}</b>
      </span>
      <Link
        href={removeHref}
        aria-label={`Without ${name} ${value}`}
        className="flex h-full items-center rounded-control pr-2 pl-1 hover:text-ink-1"
      >
        <X size={13} />
      </Link>
    </span>
  );
}
