'use client';

import { createContext, type ReactNode, use, useId } from 'react';
import { cx } from '#lib/class-names.ts';

type Wiring = { id?: string; describedBy?: string; invalid?: boolean };

const FieldContext = createContext<Wiring>({});

/** The ids that tie a control to its label, hint and error; empty outside a Field. */
export function useField(): Wiring {
  return use(FieldContext);
}

type FieldProps = {
  label: string;
  hint?: ReactNode;
  /** A sentence: what is wrong with what was typed. */
  error?: string;
  optional?: boolean;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
};

/** One control with its label above and its hint or error below, tied together for screen readers. */
export function Field({ label, hint, error, optional, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = cx(errorId, hintId) || undefined;
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-small text-ink-2'}>
        {label}
        {optional && <span className="text-ink-3"> optional</span>}
      </label>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error) }}>{children}</FieldContext>
      {error && (
        <p id={errorId} role="alert" className="text-small text-crit">
          {error}
        </p>
      )}
      {hint && (
        <p id={hintId} className="text-small text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
