import { cx } from '#lib/class-names.ts';

const shown: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
};

/** The keys of a shortcut, one cap each. `Mod` is ⌘ on a Mac and Ctrl elsewhere. `ghost` sits on a filled button. */
export function Kbd({ keys, ghost = false }: { keys: readonly string[]; ghost?: boolean }) {
  return (
    <span className="inline-flex gap-0.5 align-middle phone:hidden" aria-hidden="true">
      {keys.map((key) => (
        <kbd
          key={key}
          className={cx(
            'inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-chip px-1 font-sans text-micro font-normal',
            ghost ? 'bg-on-accent/20' : 'border border-line-strong bg-page text-ink-2',
          )}
        >
          {key === 'Mod' ? <ModKey /> : (shown[key] ?? key)}
        </kbd>
      ))}
    </span>
  );
}

function ModKey() {
  return (
    <>
      <span className="key-mac">⌘</span>
      <span className="key-other">Ctrl</span>
    </>
  );
}
