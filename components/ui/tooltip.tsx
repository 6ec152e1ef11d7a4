'use client';

import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from '#components/ui/kbd.tsx';

/** Stands once around the whole page. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Primitive.Provider delayDuration={300}>{children}</Primitive.Provider>;
}

/** A few words on hover and focus. Never the only place where something is said. */
export function Tooltip({
  text,
  keys,
  side = 'bottom',
  children,
}: {
  text: string;
  keys?: readonly string[];
  side?: 'top' | 'bottom' | 'right';
  children: ReactNode;
}) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="appear z-50 flex max-w-80 items-center gap-2 rounded-control bg-ink-1 px-2.5 py-1.5 text-small text-page"
        >
          {text}
          {keys && (
            <span className="[&_kbd]:border-current [&_kbd]:bg-transparent [&_kbd]:text-current">
              <Kbd keys={keys} />
            </span>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
