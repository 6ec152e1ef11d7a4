import { CircleHelp, FileUp, Flag, KeyRound, ShieldAlert, Sparkles, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { ButtonLink } from '#components/ui/button.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Need, NeedMark } from '#lib/home/home.ts';

/** What needs the viewer, one row each with the way to it. */
export function NeedsList({ needs, zone }: { needs: readonly Need[]; zone: string }) {
  if (needs.length === 0) {
    return (
      <EmptyState title="Nothing needs you.">
        Reports of mistakes, imports that wait and accounts at risk would stand here.
      </EmptyState>
    );
  }
  return (
    <ul>
      {needs.map((need) => (
        <li
          key={need.id}
          className="flex min-h-12 items-center gap-3 border-b border-line px-5 py-1.5 transition-colors hover:bg-hover phone:items-start phone:py-3"
        >
          <span className="flex w-4 shrink-0 justify-center text-ink-3">{marks[need.mark]}</span>
          <span className="min-w-0 flex-1">
            <span className="block font-medium">{need.title}</span>
            <span className="line-clamp-2 text-small text-ink-2 phone:line-clamp-none">{need.text}</span>
          </span>
          {need.since && (
            <Time value={need.since} zone={zone} style="ago" className="text-small text-ink-2 phone:hidden" />
          )}
          <ButtonLink href={need.href} size={24} className="min-w-20">
            {need.label}
          </ButtonLink>
        </li>
      ))}
    </ul>
  );
}

const marks: Record<NeedMark, ReactNode> = {
  warn: <LampGlyph state="warn" size={16} word="Look at it today" />,
  crit: <LampGlyph state="crit" size={16} word="Failed" />,
  report: <Flag size={16} strokeWidth={1.6} aria-hidden="true" />,
  import: <FileUp size={16} strokeWidth={1.6} aria-hidden="true" />,
  shield: <ShieldAlert size={16} strokeWidth={1.6} aria-hidden="true" />,
  key: <KeyRound size={16} strokeWidth={1.6} aria-hidden="true" />,
  people: <Users size={16} strokeWidth={1.6} aria-hidden="true" />,
  gap: <CircleHelp size={16} strokeWidth={1.6} aria-hidden="true" />,
  sample: <Sparkles size={16} strokeWidth={1.6} aria-hidden="true" />,
};
