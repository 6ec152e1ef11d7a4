import type { ComponentProps, ReactNode } from 'react';
import { cx } from '#lib/class-names.ts';

const box =
  'choice size-3.5 shrink-0 appearance-none border border-line-control bg-page transition-colors hover:border-ink-2 ' +
  'checked:border-accent-solid checked:bg-accent-solid disabled:border-line-strong disabled:bg-sunken';
const line = 'touch inline-flex items-center gap-2 align-middle text-base has-disabled:text-ink-off';

type ChoiceProps = Omit<ComponentProps<'input'>, 'type' | 'children'> & { label: ReactNode; hideLabel?: boolean };

/** A native checkbox with its label. With `hideLabel` the label is for screen readers alone (a table's row). */
export function Checkbox({ label, hideLabel, className, ...rest }: ChoiceProps) {
  return (
    <label className={cx(line, className)}>
      <input {...rest} type="checkbox" className={cx(box, 'choice-check rounded-chip')} />
      <span className={hideLabel ? 'sr-only' : undefined}>{label}</span>
    </label>
  );
}

type RadioGroupProps = {
  legend: string;
  hideLegend?: boolean;
  name: string;
  options: readonly { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }[];
  defaultValue?: string;
  /** One below the other where each option carries a hint. */
  column?: boolean;
};

/** One of a few, all of them in sight: native radio buttons under a legend. */
export function RadioGroup({ legend, hideLegend, name, options, defaultValue, column }: RadioGroupProps) {
  return (
    <fieldset className="min-w-0">
      <legend className={hideLegend ? 'sr-only' : 'mb-1.5 text-small text-ink-2'}>{legend}</legend>
      <div className={cx('flex flex-wrap', column ? 'flex-col gap-2' : 'gap-x-4 gap-y-1')}>
        {options.map((option) => (
          <label key={option.value} className={cx(line, column && 'items-start')}>
            <input
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === defaultValue}
              disabled={option.disabled}
              className={cx(box, 'choice-radio rounded-full', column && 'mt-[3px]')}
            />
            <span>
              {option.label}
              {option.hint && <span className="block text-small text-ink-3">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
