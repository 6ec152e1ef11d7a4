/** The mark of the house: two jacks joined by the cord, two free. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
      <path d="M4 16.2C11.2 16.4 8.8 3.6 16 3.8" className="stroke-accent" strokeWidth="2" strokeLinecap="round" />
      <circle cx="4" cy="16" r="3" className="fill-accent" />
      <circle cx="16" cy="4" r="3" className="fill-accent" />
      <circle cx="4" cy="4" r="2.2" className="stroke-ink-1" strokeWidth="1.7" />
      <circle cx="16" cy="16" r="2.2" className="stroke-ink-1" strokeWidth="1.7" />
    </svg>
  );
}
