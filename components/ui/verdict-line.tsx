import Link from 'next/link';
import type { ReactNode } from 'react';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { cx } from '#lib/class-names.ts';

type VerdictProps = { tone: 'crit' | 'warn' | 'blind'; href?: string; linkText?: string; children: ReactNode };

const grounds = { crit: 'bg-crit-tint', warn: 'bg-warn-tint', blind: 'bg-sunken' } as const;
const words = { crit: 'Act now', warn: 'Look at it today', blind: 'Cannot see' } as const;

/** One sentence above a page while something needs a person, and gone when nothing does. */
export function VerdictLine({ tone, href, linkText = 'Open', children }: VerdictProps) {
  return (
    <div
      role={tone === 'crit' ? 'alert' : 'status'}
      className={cx('flex min-h-9 items-center gap-3 border-b border-line px-5 py-2 text-base', grounds[tone])}
    >
      <LampGlyph state={tone} word={words[tone]} />
      <p className="min-w-0 flex-1 wrap-anywhere">{children}</p>
      {href && (
        <Link href={href} className="link touch flex items-center">
          {linkText}
        </Link>
      )}
    </div>
  );
}
