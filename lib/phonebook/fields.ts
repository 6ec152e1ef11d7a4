/** What an admin may change in an entry, in the order in which forms and differences show it. */
export const contactFields = [
  'full_name',
  'first_name',
  'last_name',
  'designation',
  'department',
  'division',
  'telephone',
  'pabx',
  'ip_phone',
  'mobile',
  'email',
  'group_email',
  'employee_id',
  'kind',
  'notes',
] as const;
export type ContactField = (typeof contactFields)[number];

/** The fields that hold numbers; one may hold several. */
export const numberFields = ['telephone', 'mobile', 'pabx', 'ip_phone'] as const;
export type NumberField = (typeof numberFields)[number];

export const kinds = ['person', 'service', 'room'] as const;
export type Kind = (typeof kinds)[number];

/** One name per field on every screen. */
export const fieldLabels: Record<ContactField, string> = {
  full_name: 'Full name',
  first_name: 'First name',
  last_name: 'Last name',
  designation: 'Designation',
  department: 'Department',
  division: 'Division',
  telephone: 'Telephone',
  pabx: 'Extension',
  ip_phone: 'IP phone',
  mobile: 'Mobile',
  email: 'E-mail',
  group_email: 'Group e-mail',
  employee_id: 'Employee id',
  kind: 'Kind',
  notes: 'Notes',
};

export const kindLabels: Record<Kind, string> = { person: 'Person', service: 'Service line', room: 'Room' };

/** The label of a column that history names; bookkeeping columns have one too. */
export function labelOf(column: string): string {
  const field = contactFields.find((known) => known === column);
  return field === undefined ? (historyLabels[column] ?? column) : fieldLabels[field];
}

const historyLabels: Record<string, string> = { source: 'Source', external_id: 'Source id', deleted_at: 'Deleted' };

/** A value as people read it: the words of a kind, the text itself, or null. */
export function shownValue(column: string, value: string | null): string | null {
  if (column !== 'kind' || value === null) return value;
  const kind = kinds.find((known) => known === value);
  return kind === undefined ? value : kindLabels[kind];
}
