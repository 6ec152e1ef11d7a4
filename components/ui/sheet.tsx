'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from '#components/ui/icon-button.tsx';

type SheetProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactNode;
  title: string;
  children: ReactNode;
};

/** A panel that rises from the bottom of a phone: filters, more pages. */
export function Sheet({ open, onOpenChange, trigger, title, children }: SheetProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>}
      <Primitive.Portal>
        <Primitive.Overlay className="appear fixed inset-0 z-40 bg-scrim" />
        <Primitive.Content
          aria-describedby={undefined}
          className="rise fixed inset-x-0 bottom-0 z-40 flex max-h-[85dvh] flex-col rounded-t-overlay bg-raised pb-[env(safe-area-inset-bottom)] shadow-overlay outline-none"
        >
          <div className="flex items-center justify-between border-b border-line py-1 pr-2 pl-4">
            <Primitive.Title className="text-strong font-medium">{title}</Primitive.Title>
            <Primitive.Close asChild>
              <IconButton label="Close" icon={<X size={18} />} />
            </Primitive.Close>
          </div>
          <div className="min-h-0 overflow-y-auto p-4">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
