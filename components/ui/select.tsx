'use client';

import { Check, ChevronsUpDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import { useField } from '#components/ui/field.tsx';
import { controlClasses } from '#components/ui/input.tsx';
import { useNonce } from '#components/ui/nonce.tsx';
import { cx } from '#lib/class-names.ts';

export type SelectOption = { value: string; label: string; hint?: string };

type SelectProps = {
  options: readonly SelectOption[];
  name?: string;
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  required?: boolean;
  /** Names the control where no Field does. */
  label?: string;
  className?: string;
};

/** One of a few choices. In a form it sends `name` like a native field. An option's value is never empty. */
export function Select({ options, placeholder, label, className, ...rest }: SelectProps) {
  const field = useField();
  const nonce = useNonce();
  return (
    <Primitive.Root {...rest}>
      <Primitive.Trigger
        id={field.id}
        aria-label={label}
        aria-describedby={field.describedBy}
        aria-invalid={field.invalid || undefined}
        className={cx(
          controlClasses,
          'flex h-8 items-center justify-between gap-2 px-2.5 text-left text-base data-placeholder:text-ink-3',
          className,
        )}
      >
        <span className="truncate">
          <Primitive.Value placeholder={placeholder} />
        </span>
        <ChevronsUpDown size={14} className="shrink-0 text-ink-3" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="appear z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-overlay bg-raised p-1 shadow-overlay"
        >
          <Primitive.Viewport nonce={nonce}>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                className="touch flex h-7 cursor-pointer items-center justify-between gap-4 rounded-control px-2 text-base outline-none select-none data-highlighted:bg-accent-tint"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                {option.hint && <span className="ml-auto text-small text-ink-3">{option.hint}</span>}
                <Primitive.ItemIndicator>
                  <Check size={14} className="text-accent" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
