type ProgressProps = { label: string; done: number; total: number; className?: string };

/** How far something is, with its name for screen readers; the figures stand in the text beside it. */
export function ProgressBar({ label, done, total, className }: ProgressProps) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={Math.min(done, total)}
      className={`h-0.5 w-full overflow-hidden rounded-full bg-line ${className ?? ''}`}
    >
      <div
        className="h-full origin-left bg-accent transition-transform duration-(--duration-move)"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
