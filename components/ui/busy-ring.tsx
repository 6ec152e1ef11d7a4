/** The ring that joins a label while something is under way. */
export function BusyRing({ size = 13 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 14 14" fill="none" aria-hidden="true" className="busy-ring shrink-0">
      <circle cx="7" cy="7" r="5.75" stroke="currentColor" strokeOpacity=".3" strokeWidth="1.5" />
      <path d="M7 1.25A5.75 5.75 0 0 1 12.75 7" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}
