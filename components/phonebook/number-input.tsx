'use client';

import { useEffect, useState } from 'react';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { fieldLabels, type NumberField } from '#lib/phonebook/fields.ts';

type NumberInputProps = { field: NumberField; value: string | null; error?: string; country: string };

/** A number as it is typed, with a hint when its length is unusual. The library that knows is fetched on first use. */
export function NumberInput({ field, value, error, country }: NumberInputProps) {
  const [typed, setTyped] = useState(value ?? '');
  const hint = useNumberHint(field, typed, country);
  return (
    <Field label={fieldLabels[field]} error={error} hint={hint && `${hint} It is saved as typed.`} optional>
      <Input
        name={field}
        mono
        inputMode="tel"
        autoComplete="off"
        defaultValue={value ?? ''}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Field>
  );
}

/** A sentence about a number of unusual length, once the keys rest; extensions get none. */
export function useNumberHint(field: NumberField, typed: string, country: string): string | null {
  const [hint, setHint] = useState<string | null>(null);
  const outside = field === 'telephone' || field === 'mobile';
  useEffect(() => {
    if (!outside) return;
    let current = true;
    const timer = setTimeout(async () => {
      const { numberHint } = await import('#lib/phonebook/numbers.ts');
      if (current) setHint(numberHint(typed, country));
    }, 400);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [typed, country, outside]);
  return outside ? hint : null;
}
