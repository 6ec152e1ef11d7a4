import { Button } from '#components/ui/button.tsx';
import { countOf } from '#lib/count.ts';

type BarProps = {
  count: number;
  busy: boolean;
  onMerge: () => void;
  onPin: () => void;
  onMark: () => void;
  onClear: () => void;
};

/** What can be done with the ticked groups, above the list while any is ticked. */
export function TickedBar({ count, busy, onMerge, onPin, onMark, onClear }: BarProps) {
  return (
    <div
      role="toolbar"
      aria-label="Ticked groups"
      className="sticky top-12 z-20 flex min-h-10 flex-wrap items-center gap-2 border-b border-line bg-accent-tint px-5 py-1.5 phone:hidden"
    >
      <span aria-live="polite" className="mr-2 font-medium">
        {countOf(count, 'group', 'groups')} ticked
      </span>
      <Button
        variant="primary"
        keys={['G']}
        busy={busy}
        off={count < 2 ? 'Tick one more: a merger needs two.' : undefined}
        onClick={onMerge}
      >
        Merge
      </Button>
      <Button busy={busy} onClick={onPin}>
        Pin
      </Button>
      <Button busy={busy} onClick={onMark}>
        Not a question
      </Button>
      <Button variant="quiet" keys={['Escape']} onClick={onClear}>
        Tick none
      </Button>
    </div>
  );
}
