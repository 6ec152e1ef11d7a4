import { cx } from '#lib/class-names.ts';

const frame = 'inline-flex h-7 items-stretch rounded-control border border-line bg-sunken phone:h-11';
const segment =
  'flex items-center rounded-control border px-2.5 text-base whitespace-nowrap transition-colors -my-px first:-ml-px last:-mr-px';

/** One of a few values of a form or of a client leaf: native radio buttons in a groove. */
export function SegmentedControl({
  label,
  name,
  options,
  defaultValue,
  onChange,
}: {
  label: string;
  name: string;
  options: readonly { value: string; label: string }[];
  defaultValue: string;
  onChange?: (value: string) => void;
}) {
  return (
    <div role="radiogroup" aria-label={label} className={cx(frame, 'w-max')}>
      {options.map((option) => (
        <label
          key={option.value}
          className={cx(
            segment,
            'border-transparent text-ink-2 hover:text-ink-1 has-checked:border-line-strong has-checked:bg-page has-checked:font-medium has-checked:text-ink-1',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === defaultValue}
            onChange={onChange && ((event) => onChange(event.currentTarget.value))}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
