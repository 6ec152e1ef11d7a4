'use client';

import { useParams } from 'next/navigation';
import { ButtonLink } from '#components/ui/button.tsx';
import { NothingFound } from '#components/ui/states.tsx';
import { readDepartmentName } from '#lib/phonebook/department-params.ts';
import { organisationHref } from '#lib/phonebook/organisation-params.ts';
import { fold } from '#lib/phonebook/text.ts';

/** Where no entry names the department in the address: what was asked for, and the way to one like it. */
export function NoSuchDepartment() {
  const part = [useParams().name].flat()[0] ?? '';
  const name = readDepartmentName(part) ?? part;
  const [word = ''] = fold(name).split(' ');
  return (
    <NothingFound
      title={`No department is called “${name}”.`}
      action={
        <>
          <ButtonLink href={organisationHref({ q: word, view: 'department' })}>Those with “{word}”</ButtonLink>
          <ButtonLink href="/phonebook/departments">All departments</ButtonLink>
        </>
      }
    >
      A department is there as long as an entry of the phonebook names it. It may have been renamed or left empty.
    </NothingFound>
  );
}
