'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from '#components/ui/icon-button.tsx';
import { cx } from '#lib/class-names.ts';

type DialogProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The control that opens it, when it opens itself. */
  trigger?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** At the left of the foot: what was checked, and when. */
  note?: ReactNode;
  /** At the right of the foot: the buttons, the one that acts last. */
  footer?: ReactNode;
  width?: 'narrow' | 'wide';
};

/** A question over the dimmed page. On a phone it takes the bottom of the screen. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  children,
  note,
  footer,
  width = 'narrow',
}: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>}
      <Primitive.Portal>
        <Primitive.Overlay className="appear fixed inset-0 z-40 bg-scrim" />
        <Primitive.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'rise fixed inset-x-0 z-40 mx-auto flex max-h-[calc(100dvh-32px)] w-full flex-col rounded-overlay bg-raised shadow-overlay outline-none',
            'md:top-[14dvh] md:max-h-[76dvh] phone:bottom-0 phone:rounded-b-none',
            width === 'wide' ? 'md:max-w-3xl' : 'md:max-w-[500px]',
          )}
        >
          <div className="px-5 pt-5 pr-12">
            <Primitive.Title className="text-title font-semibold">{title}</Primitive.Title>
            {description && (
              <Primitive.Description className="mt-1 text-base text-ink-2">{description}</Primitive.Description>
            )}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && <DialogFoot note={note}>{footer}</DialogFoot>}
          {/* Last in the order of keys, so that the first field has the focus when the dialog opens. */}
          <Primitive.Close asChild>
            <IconButton
              label="Close"
              icon={<X size={16} />}
              size={24}
              className="absolute top-4 right-4 phone:top-2 phone:right-2"
            />
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** The foot of a dialog, for a form that brings its own buttons as the last thing in the body. */
export function DialogFoot({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
      {note && <span className="mr-auto text-small text-ink-3">{note}</span>}
      {children}
    </div>
  );
}

/** Closes the dialog around it. */
export const DialogClose = Primitive.Close;
