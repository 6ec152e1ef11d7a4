'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { FilterBox } from '#components/phonebook/filter-box.tsx';
import { useTypedText } from '#components/phonebook/use-typed-text.ts';
import { type DepartmentParams, departmentHref } from '#lib/phonebook/department-params.ts';
import { LONGEST_QUERY } from '#lib/phonebook/params.ts';

type DepartmentSearchProps = { name: string; params: DepartmentParams; note: string | null };

/** The search of the phonebook, within one department. One is under way at a time; the latest wish is kept. */
export function DepartmentSearch({ name, params, note }: DepartmentSearchProps) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [text, type] = useTypedText(
    params.q,
    (q) => start(() => router.replace(departmentHref(name, { ...params, q, page: 1 }), { scroll: false })),
    busy,
  );
  return (
    <FilterBox
      label="Search in this department"
      placeholder="Name, role, number or e-mail in this department"
      longest={LONGEST_QUERY}
      text={text}
      onText={type}
      note={busy || text !== params.q ? 'looking' : note}
      onDown={() => document.querySelector<HTMLElement>('main table a')?.focus()}
    />
  );
}
