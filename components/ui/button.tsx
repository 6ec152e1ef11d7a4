import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { BusyRing } from '#components/ui/busy-ring.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { cx } from '#lib/class-names.ts';

export type ButtonVariant = 'primary' | 'default' | 'quiet' | 'danger' | 'danger-quiet';
export type ButtonSize = 24 | 28 | 32;

const off = 'border border-line bg-sunken text-ink-off';
const variants: Record<ButtonVariant, string> = {
  primary:
    'bg-accent-solid text-on-accent hover:bg-accent-solid-hover active:bg-accent-solid-hover active:inset-shadow-[0_1px_3px_rgb(0_0_0/.25)]',
  default: 'border border-line-strong bg-page text-ink-1 hover:border-line-control hover:bg-hover active:bg-active',
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink-1 active:bg-active',
  danger:
    'bg-crit-solid text-on-crit hover:brightness-90 active:brightness-90 active:inset-shadow-[0_1px_3px_rgb(0_0_0/.3)]',
  'danger-quiet':
    'border border-line-strong bg-page text-crit hover:border-line-control hover:bg-hover active:bg-active',
};
const sizes: Record<ButtonSize, string> = {
  24: 'h-6 px-2 text-small',
  28: 'h-7 px-2.5 text-base',
  32: 'h-8 px-3 text-base',
};

type Look = { variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode; keys?: readonly string[] };

/** The classes of a button, for what must look like one and is something else. */
export function buttonClasses({ variant = 'default', size = 28, isOff = false }: Look & { isOff?: boolean }): string {
  return cx(
    'touch inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-control font-medium select-none',
    'transition-colors [&_svg]:shrink-0',
    sizes[size],
    isOff ? off : variants[variant],
  );
}

type ButtonProps = Look &
  Omit<ComponentProps<'button'>, 'disabled'> & {
    /** Keeps the label, adds the ring, and takes no second click. */
    busy?: boolean;
    /** Why it cannot be pressed now; shown on hover. `true` where the reason stands beside it. */
    off?: string | boolean;
  };

/** A button. `icon` goes before the label, `keys` after it. Type is `button` unless said otherwise. */
export function Button({ variant, size, icon, keys, busy, off: reason, className, children, ...rest }: ButtonProps) {
  const isOff = Boolean(reason);
  return (
    <button
      type="button"
      {...rest}
      className={cx(buttonClasses({ variant, size, isOff }), className)}
      disabled={isOff || busy}
      aria-busy={busy || undefined}
      title={typeof reason === 'string' ? reason : rest.title}
    >
      {busy ? <BusyRing /> : icon}
      {children}
      {keys && <Kbd keys={keys} ghost={!isOff && (variant === 'primary' || variant === 'danger')} />}
    </button>
  );
}

type FileProps = Pick<Look, 'variant' | 'size' | 'icon'> & { href: string; children: ReactNode };

/**
 * A file to be kept, as a button. A plain anchor: the router would fetch the file too, and take its address for the page's. That it is
 * kept is said by its answer, so that whoever was signed out meanwhile comes to the page for that.
 */
export function FileLink({ variant, size, icon, href, children }: FileProps) {
  return (
    <a href={href} className={buttonClasses({ variant, size })}>
      {icon}
      {children}
    </a>
  );
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({
  variant,
  size,
  icon,
  keys,
  className,
  children,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  return (
    <Link {...rest} className={cx(buttonClasses({ variant, size }), className)}>
      {icon}
      {children}
      {keys && <Kbd keys={keys} ghost={variant === 'primary' || variant === 'danger'} />}
    </Link>
  );
}
