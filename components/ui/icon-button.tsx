import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { BusyRing } from '#components/ui/busy-ring.tsx';
import { cx } from '#lib/class-names.ts';

type Look = { label: string; icon: ReactNode; size?: 24 | 28 | 32; bordered?: boolean };

const squares = { 24: 'size-6', 28: 'size-7', 32: 'size-8' } as const;

function classes({ size = 28, bordered = false }: Pick<Look, 'size' | 'bordered'>): string {
  return cx(
    'touch-square inline-flex shrink-0 items-center justify-center rounded-control text-ink-2 transition-colors',
    'hover:bg-hover hover:text-ink-1 active:bg-active aria-pressed:text-accent disabled:text-ink-off disabled:hover:bg-transparent',
    bordered && 'border border-line-strong bg-page hover:border-line-control',
    squares[size],
  );
}

/** A button that is only a picture; `label` names it for hover and screen readers. */
export function IconButton({
  label,
  icon,
  size,
  bordered,
  busy,
  className,
  ...rest
}: Look & Omit<ComponentProps<'button'>, 'children'> & { busy?: boolean }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(classes({ size, bordered }), className)}
      disabled={busy || rest.disabled}
    >
      {busy ? <BusyRing /> : icon}
    </button>
  );
}

/** A link that is only a picture: a mail address, a telephone number, a page. */
export function IconLink({
  label,
  icon,
  size,
  bordered,
  className,
  ...rest
}: Look & Omit<ComponentProps<typeof Link>, 'children'>) {
  return (
    <Link aria-label={label} title={label} {...rest} className={cx(classes({ size, bordered }), className)}>
      {icon}
    </Link>
  );
}
