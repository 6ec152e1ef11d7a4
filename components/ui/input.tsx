'use client';

import { ChevronsUpDown, CircleAlert, Eye, EyeOff, Lock } from 'lucide-react';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { useField } from '#components/ui/field.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { cx } from '#lib/class-names.ts';

/** The frame every text control shares: edge, soft focus, red when invalid, sunken when off. */
export const controlClasses =
  'touch soft-focus w-full min-w-0 rounded-control border border-line-strong bg-page text-strong text-ink-1 transition-colors ' +
  'hover:border-line-control aria-invalid:border-crit disabled:border-line disabled:bg-sunken disabled:text-ink-off';

type InputProps = Omit<ComponentProps<'input'>, 'size'> & {
  /** Ids, numbers and codes read better in the mono face. */
  mono?: boolean;
  /** What stands inside at the right edge: a unit, a count, a small button. */
  after?: ReactNode;
};

/** A one-line text control; inside a Field it takes label, hint and error from it. */
export function Input({ mono, after, className, ...rest }: InputProps) {
  const field = useField();
  const mark = rest.disabled ? <Lock size={14} /> : field.invalid && <CircleAlert size={14} className="text-crit" />;
  const inside = after ?? mark;
  // Wrapped whether or not something stands inside: an input that is made anew loses what was typed.
  return (
    <span className="relative block">
      <input
        id={field.id}
        aria-describedby={field.describedBy}
        aria-invalid={field.invalid || undefined}
        type="text"
        {...rest}
        className={cx(
          controlClasses,
          'h-8 px-2.5',
          mono && 'font-mono text-base',
          Boolean(inside) && 'pr-9',
          className,
        )}
      />
      {inside && <span className="absolute inset-y-0 right-0 flex items-center pr-2.5 text-ink-3">{inside}</span>}
    </span>
  );
}

/** A password with the eye that shows it; browsers and managers see an ordinary password field. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'after'>) {
  const [shown, setShown] = useState(false);
  return (
    <Input
      autoComplete="current-password"
      {...props}
      type={shown ? 'text' : 'password'}
      after={
        <IconButton
          label={shown ? 'Hide the password' : 'Show the password'}
          aria-pressed={shown}
          size={24}
          className="-mr-1.5"
          icon={shown ? <EyeOff size={16} /> : <Eye size={16} />}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

/** A text control of several lines; it grows with what is typed. */
export function Textarea({ className, mono, ...rest }: ComponentProps<'textarea'> & { mono?: boolean }) {
  const field = useField();
  return (
    <textarea
      id={field.id}
      aria-describedby={field.describedBy}
      aria-invalid={field.invalid || undefined}
      rows={3}
      {...rest}
      className={cx(controlClasses, 'field-sizing-content px-2.5 py-1.5', mono && 'font-mono text-base', className)}
    />
  );
}

/** The browser's own list, for choices too many for a menu: zones, countries. It finds by typing and suits a phone. */
export function NativeSelect({
  options,
  className,
  ...rest
}: Omit<ComponentProps<'select'>, 'children'> & { options: readonly { value: string; label: string }[] }) {
  const field = useField();
  return (
    <span className={cx('relative block', className)}>
      <select
        id={field.id}
        aria-describedby={field.describedBy}
        aria-invalid={field.invalid || undefined}
        {...rest}
        className={cx(controlClasses, 'h-8 appearance-none truncate pr-8 pl-2.5 text-base')}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        size={14}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}
