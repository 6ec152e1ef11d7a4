import { CopyButton } from '#components/ui/copy-button.tsx';
import { LampGlyph } from '#components/ui/lamp.tsx';
import { Time } from '#components/ui/time.tsx';
import { lampWords } from '#lib/lamps.ts';
import type { Blindness } from '#lib/monitoring/panel.ts';

type BlindProps = Blindness & {
  title: string;
  /** What else is needed for it to hold. */
  after?: string;
};

/** What monitoring does not see: hollow, with why, what that hides, and the one statement that mends it. */
export function BlindNotice({ title, reason, blinds, mend, after }: BlindProps) {
  return (
    <section
      aria-label={`${title}: not seen`}
      className="m-3 flex flex-col gap-2 rounded-control border border-dashed border-line-control px-4 py-3"
    >
      <p className="flex items-center gap-2 font-medium">
        <LampGlyph state="blind" word={lampWords.blind} />
        {title}
      </p>
      <p className="max-w-prose text-ink-2">
        {reason} {blinds}
      </p>
      {mend !== null && <Statement text={mend} what="Statement" />}
      {after && <p className="text-ink-2">{after}</p>}
    </section>
  );
}

/** Says that what follows is old, and why. */
export function StaleLine({ at, reason, zone }: { at: string; reason: string; zone: string }) {
  return (
    <p role="status" className="flex items-center gap-2 border-b border-line bg-sunken px-5 py-2">
      <LampGlyph state="stale" word={lampWords.stale} />
      <span>
        As of <Time value={at} zone={zone} style="clock" />, <Time value={at} zone={zone} style="ago" />. {reason}
      </span>
    </p>
  );
}

/** A statement to run, or several, a line each, to select or copy. */
export function Statement({ text, what }: { text: string; what: string }) {
  return (
    <div className="flex w-fit max-w-full items-center gap-2 rounded-control bg-sunken p-2">
      <code className="min-w-0 font-mono text-small wrap-anywhere whitespace-pre-line select-all">{text}</code>
      <CopyButton text={text} what={what} size={24} />
    </div>
  );
}
