import Link from 'next/link';
import { EvidenceLine } from '#components/monitoring/evidence-line.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import { cx } from '#lib/class-names.ts';
import { lampWords } from '#lib/lamps.ts';
import type { Told } from '#lib/monitoring/verdict/verdict.ts';
import { formatSpan } from '#lib/time.ts';

type CauseProps = {
  cause: Told;
  zone: string;
  /** The instant of the verdict. */
  now: string;
  /** Whether it is the one to blame first. */
  lead?: boolean;
};

const grounds = { crit: 'bg-crit-tint', warn: 'bg-warn-tint' } as const;

/** A cause with whom it hurts, since when, what to do next, and what was seen. */
export function CauseEntry({ cause, zone, now, lead = false }: CauseProps) {
  const lasted = formatSpan(Math.max(0, Date.parse(now) - Date.parse(cause.since)));
  return (
    <li className={cx('flex gap-4 border-b border-line px-5', lead ? `py-5 ${grounds[cause.severity]}` : 'py-3')}>
      <span className="pt-1">
        <LampGlyph state={cause.severity} size={lead ? 20 : 14} word={lampWords[cause.severity]} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <h2 className={cx('wrap-anywhere', lead ? 'text-title' : 'font-medium')}>{cause.sentence}</h2>
        <p className="max-w-prose text-ink-2">
          {cause.hurts} Since <Time value={cause.since} zone={zone} now={new Date(now)} />, for {lasted}.
        </p>
        <p className="max-w-prose">
          <span className="text-ink-2">Next: </span>
          {cause.step}
        </p>
        {cause.symptoms.length > 0 && (
          <p className="max-w-prose text-ink-2">It explains this as well: {cause.symptoms.join(' ')}</p>
        )}
        {cause.evidence.length > 0 && (
          <details open={lead} className="text-small text-ink-2">
            <summary className="touch w-fit cursor-pointer">What was seen</summary>
            <ul className="mt-1 flex flex-col gap-0.5">
              {cause.evidence.map((line) => (
                <li key={line} className="wrap-anywhere">
                  <EvidenceLine line={line} zone={zone} now={new Date(now)} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {cause.href !== '/monitoring' && (
        <Link href={cause.href} className="link touch shrink-0 self-start">
          Look at it
        </Link>
      )}
    </li>
  );
}
