/** Pictures for the pages that are not a page: a jack without a number, a plug pulled out, a guarded jack. */
export function LostPlate() {
  return (
    <svg width="112" height="32" viewBox="0 0 112 32" fill="none" aria-hidden="true">
      {[14, 56, 98].map((x) => (
        <circle key={x} cx={x} cy="16" r="13" className="stroke-line-strong" strokeWidth="1.5" />
      ))}
      {[14, 98].map((x) => (
        <circle key={x} cx={x} cy="16" r="6" className="fill-line-strong" />
      ))}
      <circle cx="56" cy="16" r="7" className="stroke-lamp-blind" strokeWidth="1.4" strokeDasharray="2.6 1.8" />
    </svg>
  );
}

export function PulledPlate() {
  return (
    <svg width="112" height="40" viewBox="0 0 112 40" fill="none" aria-hidden="true">
      <circle cx="18" cy="20" r="13" className="stroke-lamp-crit" strokeWidth="1.5" />
      <circle cx="18" cy="20" r="5" className="fill-line-strong" />
      <path d="M110 6C84 6 82 34 58 33" className="stroke-lamp-blind" strokeWidth="2" strokeLinecap="round" />
      <circle cx="53" cy="32" r="5" className="fill-lamp-blind" />
    </svg>
  );
}

export function GuardedPlate() {
  return (
    <svg width="40" height="40" viewBox="0 0 40 40" fill="none" aria-hidden="true">
      <circle cx="20" cy="20" r="16" className="stroke-line-control" strokeWidth="1.5" />
      <rect x="13" y="18" width="14" height="10" rx="2" className="stroke-ink-2" strokeWidth="1.5" />
      <path d="M16 18v-3a4 4 0 0 1 8 0v3" className="stroke-ink-2" strokeWidth="1.5" />
    </svg>
  );
}
