import type { Contact, Dials } from '#lib/phonebook/contact.ts';
import { fieldLabels, type NumberField, numberFields } from '#lib/phonebook/fields.ts';

export type NumberLine = { field: NumberField; label: string; value: string | null; href: string | null };

/** The four numbers of an entry in the order in which one tries them; those missing too. */
export function numberLines(contact: Pick<Contact, NumberField>, dials: Dials): NumberLine[] {
  return numberFields.map((field) => ({
    field,
    label: fieldLabels[field],
    value: contact[field],
    href: dials[field] ?? null,
  }));
}

/** The numbers an entry has. */
export function numbersAt(contact: Pick<Contact, NumberField>, dials: Dials): NumberLine[] {
  return numberLines(contact, dials).filter((line) => line.value !== null);
}

/** `Representative, Illinois House · District 19`; what is missing is left out. */
export function roleLine({ designation, department, division }: Contact): string {
  return [[designation, department].filter(Boolean).join(', '), division].filter(Boolean).join(' · ');
}

/** Writes to an address; null where a directory keeps something else there, such as the address of a form. */
export function mailHref(value: string): string | null {
  const address = value.trim();
  if (!/^[^\s@/:]+@[^\s@/:]+$/.test(address)) return null;
  return `mailto:${encodeURIComponent(address).replace('%40', '@')}`;
}
