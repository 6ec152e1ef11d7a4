'use client';

import type { KeyBinding } from '#components/layout/key-listener.ts';
import { EVERYWHERE, useKeyGroups } from '#components/layout/keys.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { capsOf } from '#lib/keys.ts';

/** Every key that does something here, under `?`. */
export function KeyHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const groups = useKeyGroups();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys" width="wide">
      <div className="gap-8 md:columns-2">
        {groups.toReversed().map((group) => (
          <section key={group.title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-small text-ink-3">{group.title}</h3>
            <dl>
              {group.bindings.filter(isPrinted).map((binding) => (
                <div key={binding.keys} className="flex h-8 items-center justify-between gap-4 border-b border-line">
                  <dt className="truncate">{binding.label}</dt>
                  <dd>
                    <span className="sr-only">{binding.caps?.join(' ') ?? binding.keys}</span>
                    <Kbd keys={binding.caps ?? capsOf(binding.keys)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="text-small text-ink-3">Single letters rest while you type in a field.</p>
    </Dialog>
  );
}

/** The foot of a page: the keys that matter here. */
export function FootOfKeys({ onHelp }: { onHelp: () => void }) {
  const groups = useKeyGroups().map((group) => ({
    ...group,
    bindings: group.bindings.filter((line) => line.foot && isPrinted(line)),
  }));
  // A page's own keys take the room; where it has none, those that work everywhere.
  const ofPage = groups.filter((group) => group.title !== EVERYWHERE).flatMap((group) => group.bindings);
  const lines = ofPage.length > 0 ? ofPage : groups.flatMap((group) => group.bindings);
  return (
    <footer className="sticky bottom-0 z-20 mt-auto flex h-9 items-center gap-5 overflow-hidden border-t border-line bg-page px-5 text-small text-ink-2 phone:hidden print:hidden">
      {/* What does not fit wraps out of sight; the way to all of them always stands. */}
      <div className="flex h-9 min-w-0 flex-1 flex-wrap gap-x-5 overflow-hidden">
        {lines.map((line) => (
          <span key={line.keys} className="flex h-9 items-center gap-2 whitespace-nowrap">
            <Kbd keys={line.caps ?? capsOf(line.keys)} />
            {line.label}
          </span>
        ))}
      </div>
      <button
        type="button"
        onClick={onHelp}
        className="flex shrink-0 items-center gap-2 whitespace-nowrap hover:text-ink-1"
      >
        <Kbd keys={['?']} />
        all keys
      </button>
    </footer>
  );
}

/** A line that stands for several keys is printed once. */
function isPrinted({ caps }: KeyBinding): boolean {
  return caps !== null;
}
