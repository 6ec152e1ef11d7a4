'use client';

import Link from 'next/link';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from '#components/ui/kbd.tsx';
import { cx } from '#lib/class-names.ts';

type MenuProps = {
  trigger: ReactNode;
  align?: 'start' | 'end';
  /** Where a key opens it too; else it keeps that to itself. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
};

/** A menu under its trigger. */
export function Menu({ trigger, align = 'end', open, onOpenChange, children }: MenuProps) {
  return (
    // Not modal: the page behind stays reachable for screen readers, and a press outside closes the menu all the same.
    <Primitive.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="appear z-50 min-w-52 rounded-overlay bg-raised p-1 shadow-overlay outline-none"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

type ItemProps = {
  icon?: ReactNode;
  keys?: readonly string[];
  tone?: 'danger';
  /** Why it is off. */
  off?: string;
  href?: string;
  onSelect?: () => void;
  children: ReactNode;
};

/** One thing to do, or with `href` one place to go. */
export function MenuItem({ icon, keys, tone, off, href, onSelect, children }: ItemProps) {
  const inner = (
    <>
      {icon && <span className={cx('shrink-0', !tone && 'text-ink-3')}>{icon}</span>}
      <span className="flex-1">{children}</span>
      {keys && <Kbd keys={keys} />}
    </>
  );
  const classes = cx(
    'touch flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2 text-base outline-none select-none',
    'data-highlighted:bg-accent-tint data-disabled:cursor-default data-disabled:text-ink-off',
    tone === 'danger' && 'text-crit data-highlighted:bg-crit-tint',
  );
  if (href) {
    return (
      <Primitive.Item asChild className={classes}>
        <Link href={href}>{inner}</Link>
      </Primitive.Item>
    );
  }
  return (
    <Primitive.Item className={classes} disabled={Boolean(off)} title={off} onSelect={onSelect}>
      {inner}
    </Primitive.Item>
  );
}

/** One of a few, with a dot beside the one in force. */
export function MenuChoice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly { value: string; label: string; icon?: ReactNode }[];
  onChange: (value: string) => void;
}) {
  return (
    <Primitive.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      {options.map((option) => (
        <Primitive.RadioItem
          key={option.value}
          value={option.value}
          onSelect={(event) => event.preventDefault()}
          className="touch flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2 text-base outline-none select-none data-highlighted:bg-accent-tint"
        >
          {option.icon && <span className="shrink-0 text-ink-3">{option.icon}</span>}
          <span className="flex-1">{option.label}</span>
          <Primitive.ItemIndicator>
            <span className="block size-1.5 rounded-full bg-accent" />
          </Primitive.ItemIndicator>
        </Primitive.RadioItem>
      ))}
    </Primitive.RadioGroup>
  );
}

export function MenuLine() {
  return <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className="px-2 pt-1.5 pb-1 text-small text-ink-3">{children}</Primitive.Label>;
}
