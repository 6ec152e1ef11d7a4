import { type LampState, lampWords } from '#lib/lamps.ts';

export type LampForm = LampState | 'asking' | 'off';

/** A lamp's form: disc, triangle, cross, dashed ring, clock, arc, empty ring. Says its word unless the text beside it does. */
export function LampGlyph({ state, size = 14, word }: { state: LampForm; size?: 12 | 14 | 16 | 20; word?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      role={word ? 'img' : undefined}
      aria-label={word}
      aria-hidden={word ? undefined : true}
      className="shrink-0"
    >
      {forms[state]}
    </svg>
  );
}

/** What a lamp says without its colour: `Postgres: works. Answered in 3 ms.` */
export function lampSentence(lamp: { name: string; state: LampState; reason: string }): string {
  return `${lamp.name}: ${lampWords[lamp.state]}. ${lamp.reason}`;
}

const forms: Record<LampForm, React.ReactNode> = {
  ok: (
    <>
      <circle cx="7" cy="7" r="6.4" className="stroke-lamp-bezel" strokeWidth="1.1" />
      <circle cx="7" cy="7" r="4.3" className="fill-lamp-ok" />
    </>
  ),
  warn: (
    <>
      <path
        d="M7 1.3 13.2 12.4H.8Z"
        className="fill-lamp-warn stroke-lamp-warn-edge"
        strokeWidth="1.1"
        strokeLinejoin="round"
      />
      <path d="M7 5.2v3.5M7 10.3v.5" stroke="#171613" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  crit: (
    <>
      <circle cx="7" cy="7" r="6.6" className="fill-lamp-crit" />
      <path d="m4.8 4.8 4.4 4.4m0-4.4L4.8 9.2" stroke="#fff" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  blind: <circle cx="7" cy="7" r="5.9" className="stroke-lamp-blind" strokeWidth="1.3" strokeDasharray="2.4 1.72" />,
  stale: (
    <>
      <circle cx="7" cy="7" r="5.9" className="stroke-lamp-blind" strokeWidth="1.2" />
      <path
        d="M7 3.8V7l2.2 1.4"
        className="stroke-lamp-blind"
        strokeWidth="1.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  asking: (
    <>
      <circle cx="7" cy="7" r="5.9" className="stroke-lamp-bezel" strokeWidth="1.2" />
      <path d="M7 1.1A5.9 5.9 0 0 1 12.9 7" className="stroke-accent" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  off: <circle cx="7" cy="7" r="5.9" className="stroke-lamp-bezel" strokeWidth="1.2" />,
};
