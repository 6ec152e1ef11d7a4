/** What a column of a file can become, in the order of an entry. Middle name and suffix only help to compose a full name. */
export const importFields = [
  'employee_id',
  'full_name',
  'first_name',
  'middle_name',
  'last_name',
  'suffix',
  'designation',
  'department',
  'division',
  'email',
  'telephone',
  'pabx',
  'ip_phone',
  'mobile',
  'group_email',
  'kind',
  'notes',
] as const;
export type ImportField = (typeof importFields)[number];

/** The columns of `employees` that an import can write. */
export const storedFields = [
  'employee_id',
  'full_name',
  'first_name',
  'last_name',
  'designation',
  'department',
  'division',
  'email',
  'telephone',
  'pabx',
  'ip_phone',
  'mobile',
  'group_email',
  'kind',
  'notes',
] as const satisfies readonly ImportField[];
export type StoredField = (typeof storedFields)[number];

export const fieldLabels: Record<ImportField, string> = {
  employee_id: 'Employee id',
  full_name: 'Full name',
  first_name: 'First name',
  middle_name: 'Middle name (for the full name)',
  last_name: 'Last name',
  suffix: 'Suffix (for the full name)',
  designation: 'Designation',
  department: 'Department',
  division: 'Division',
  email: 'E-mail',
  telephone: 'Telephone',
  pabx: 'Extension (PABX)',
  ip_phone: 'IP phone',
  mobile: 'Mobile',
  group_email: 'Group e-mail',
  kind: 'Kind (person, service, room)',
  notes: 'Notes',
};

export const entryKinds = ['person', 'service', 'room'] as const;

/** The field of each column of the file, by position; null leaves the column out. */
export type Mapping = readonly (ImportField | null)[];

/** Whether a text names an import field. */
export function isImportField(text: string): text is ImportField {
  return importFields.some((field) => field === text);
}

/** Which stored fields a file writes: those mapped, and the full name where first and last name compose it. */
export function writtenFields(mapping: Mapping): StoredField[] {
  return storedFields.filter(
    (field) => mapping.includes(field) || (field === 'full_name' && composesFullName(mapping)),
  );
}

/** Whether the name parts are enough to write a full name over the one an entry has: a last name alone is not. */
export function composesFullName(mapping: Mapping): boolean {
  return mapping.includes('first_name') && mapping.includes('last_name');
}

/** One sentence about a mapping that cannot work; null when it can. */
export function mappingFault(mapping: Mapping): string | null {
  const mapped = mapping.filter((field) => field !== null);
  const twice = mapped.find((field, index) => mapped.indexOf(field) !== index);
  if (twice !== undefined) return `Two columns are mapped to ${fieldLabels[twice]}. Keep one of them.`;
  if (!mapped.some((field) => identifying.has(field)))
    return 'No column is mapped to an employee id, an e-mail or a name, so no row can be told from another.';
  return null;
}

const identifying = new Set<ImportField>(['employee_id', 'email', 'full_name', 'first_name', 'last_name']);
