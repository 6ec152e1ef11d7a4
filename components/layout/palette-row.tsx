import { Command } from 'cmdk';
import type { ReactNode } from 'react';

type PaletteRowProps = {
  value: string;
  icon: ReactNode;
  onSelect: () => void;
  after?: ReactNode;
  children: ReactNode;
};

/** A line of the palette: a picture, words, what stands at the right. */
export function PaletteRow({ value, icon, onSelect, after, children }: PaletteRowProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="group flex h-10 cursor-pointer items-center gap-3 rounded-control px-2.5 data-[selected=true]:bg-accent-tint phone:h-12"
    >
      <span className="shrink-0 text-ink-3 group-data-[selected=true]:text-accent">{icon}</span>
      <span className="flex min-w-0 flex-1 items-baseline gap-2">{children}</span>
      {after}
    </Command.Item>
  );
}
