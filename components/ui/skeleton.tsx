import { cx } from '#lib/class-names.ts';

const widths = ['w-4/5', 'w-3/5', 'w-2/3', 'w-2/5', 'w-3/4', 'w-1/2'] as const;

/** Grey lines where text will be. They appear after 300 ms, never before. */
export function Skeleton({ rows = 4, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" className="appear-late flex flex-col gap-4 p-5">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are nothing but their position.
        <span key={row} className={cx('h-2 rounded-chip bg-active', widths[row % widths.length])} />
      ))}
    </div>
  );
}
