import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { repositoryRoot } from '#server/core/paths.ts';

export const columns = [
  ...(['employee_id', 'full_name', 'first_name', 'last_name', 'designation', 'department', 'division'] as const),
  ...(['email', 'telephone', 'pabx', 'ip_phone', 'mobile', 'group_email'] as const),
] as const;
export type Person = Record<(typeof columns)[number], string> & { key: string };
export type Directory = { name: string; people: Person[]; aliases: { key: string; alias: string }[]; tuned: boolean };

const fixtures = join(repositoryRoot, 'test/fixtures/phonebook');
const congressMapping = {
  bioguide_id: 'employee_id',
  type: 'designation',
  state: 'department',
  district: 'division',
  phone: 'telephone',
} as const;

/** The directories that stand in the repository: real people, half of whom the weights were chosen on. */
export function committedDirectories(): Directory[] {
  const aliases = join(fixtures, 'officials-aliases.csv');
  return [
    {
      name: 'officials',
      people: readPeople(join(fixtures, 'officials.csv')),
      aliases: readAliases(aliases),
      tuned: true,
    },
    {
      name: 'congress',
      people: readPeople(join(fixtures, 'congress-versions/2026-10-31.csv'), congressMapping),
      aliases: [],
      tuned: true,
    },
  ];
}

/** A directory of files in the phonebook's columns, which nobody tuned on; a missing column is empty. */
export function directoryOf(people: string, aliases: string | undefined): Directory {
  return {
    name: people,
    people: readPeople(people),
    aliases: aliases === undefined ? [] : readAliases(aliases),
    tuned: false,
  };
}

const records = z.array(z.record(z.string(), z.string()));

function readRecords(file: string): Record<string, string>[] {
  return records.parse(
    parse(readFileSync(file, 'utf8'), { columns: true, bom: true, skip_empty_lines: true, relax_column_count: true }),
  );
}

function readPeople(file: string, mapping: Record<string, string> = {}): Person[] {
  return readRecords(file).map((record, index) => {
    const row = Object.fromEntries(
      Object.entries(record).map(([name, value]) => [mapping[name] ?? name, value.trim()]),
    );
    const value = (column: string) => row[column] ?? '';
    const full = value('full_name') || [value('first_name'), value('last_name')].filter(Boolean).join(' ');
    const person = Object.fromEntries(columns.map((column) => [column, value(column)]));
    return { ...shape.parse(person), full_name: full, key: value('employee_id') || `row ${index + 1}` };
  });
}

const shape = z.object({
  employee_id: z.string(),
  full_name: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  designation: z.string(),
  department: z.string(),
  division: z.string(),
  email: z.string(),
  telephone: z.string(),
  pabx: z.string(),
  ip_phone: z.string(),
  mobile: z.string(),
  group_email: z.string(),
});

function readAliases(file: string): { key: string; alias: string }[] {
  return readRecords(file).map((record) => ({ key: record.employee_id ?? '', alias: (record.alias ?? '').trim() }));
}

/** The half that the weights were chosen on, by a hash of the person. */
export function isTuned(person: Pick<Person, 'key'>): boolean {
  return (createHash('sha256').update(person.key).digest()[0] ?? 0) % 2 === 0;
}
