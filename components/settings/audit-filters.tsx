import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input, NativeSelect } from '#components/ui/input.tsx';
import { type AuditParams, isFiltered } from '#lib/settings/audit-params.ts';
import { actionWords } from '#lib/settings/audit-words.ts';

type AuditFiltersProps = {
  params: AuditParams;
  choices: { actors: { value: string; name: string }[]; actions: string[] };
};

/** The filters of the audit log: a plain form whose answer is an address, so it works before the page is awake. */
export function AuditFilters({ params, choices }: AuditFiltersProps) {
  const actors = choices.actors.map(({ value, name }) => ({ value, label: name }));
  const actions = choices.actions.map((value) => ({ value, label: actionWords(value) }));
  return (
    <form
      action="/settings/audit"
      aria-label="Filters"
      className="grid grid-cols-2 items-end gap-3 border-b border-line px-5 py-3 sm:grid-cols-3 min-[880px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)_auto_auto_auto]"
    >
      <Field label="Who">
        <NativeSelect
          name="actor"
          defaultValue={params.actor ?? ''}
          options={[everyone, ...missing(actors, params.actor)]}
        />
      </Field>
      <Field label="What">
        <NativeSelect
          name="action"
          defaultValue={params.action ?? ''}
          options={[anything, ...missing(actions, params.action)]}
        />
      </Field>
      <Field label="Target" className="max-sm:col-span-2">
        <Input name="target" defaultValue={params.target} placeholder="employee:12" mono />
      </Field>
      <Field label="From">
        <Input name="from" type="date" defaultValue={params.from} />
      </Field>
      <Field label="To">
        <Input name="to" type="date" defaultValue={params.to} />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" size={32}>
          Filter
        </Button>
        {isFiltered(params) && (
          <ButtonLink href="/settings/audit" variant="quiet" size={32}>
            Clear
          </ButtonLink>
        )}
      </div>
    </form>
  );
}

const everyone = { value: '', label: 'Everyone' };
const anything = { value: '', label: 'Anything' };

/** A value from the address that the log does not hold is shown all the same, not silently dropped. */
function missing(options: { value: string; label: string }[], value: string | undefined) {
  if (value === undefined || options.some((option) => option.value === value)) return options;
  return [...options, { value, label: value }];
}
