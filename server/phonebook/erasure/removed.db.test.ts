import { beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '#lib/erasure/subject.ts';
import { contactInputSchema } from '#lib/phonebook/contact-form.ts';
import { mainPool } from '#server/core/db/pool.ts';
import { exampleRules, maskExample } from '#server/core/erasure/example.ts';
import { matcherOf } from '#server/core/erasure/matcher.ts';
import { phonebookStore } from '#server/phonebook/erasure/store.ts';
import { createContact, updateContact } from '#server/phonebook/mutations.ts';
import { userActor } from '#test/actors.ts';
import { withDatabase } from '#test/database.ts';
import { quietWork } from '#test/erasure-work.ts';

withDatabase();
const admin = userActor('admin');
const person = {
  full_name: 'Zsófia Quillfeather',
  email: 'zsofia@example.org',
  mobile: '+1 202-555-0173',
  notes: 'Prefers tea',
};

beforeEach(() => mainPool().query('truncate employees, employee_revisions, entry_reports restart identity'));

describe('a person whose row was removed before', () => {
  test.each<Subject>([
    { kind: 'email', value: 'zsofia@example.org' },
    { kind: 'number', value: '2025550173' },
    { kind: 'name', value: 'zsofia quillfeather' },
  ])('goes with all of the history, by $kind, as the preview says', async (subject) => {
    await contact(person);
    const other = await contact({ full_name: 'Joan Bystander', mobile: '+44 20 7946 0958' });
    await mainPool().query("delete from employees where email = 'zsofia@example.org'");
    const held = await find(subject);
    expect(held.counts).toMatchObject({ entries: 0, 'removed entries': 1 });
    expect(maskExample(held.examples[0] ?? '', await exampleRules())).toContain('▇▇▇');
    expect((await erase(subject)).counts).toMatchObject({ entries: 0, 'removed entries': 1, changes: 0 });
    expect(await employeesWithHistory()).toEqual([other]);
    expect((await find(subject)).counts).toMatchObject({ entries: 0, 'removed entries': 0 });
  });

  test('goes by given and family name, where the full name is another', async () => {
    await contact({ full_name: 'Dr Quillfeather', first_name: 'Zsófia', last_name: 'Quillfeather' });
    await mainPool().query('delete from employees');
    const subject = { kind: 'name', value: 'Zsofia Quillfeather' } satisfies Subject;
    expect((await find(subject)).counts).toMatchObject({ 'removed entries': 1 });
    expect((await erase(subject)).counts).toMatchObject({ 'removed entries': 1 });
    expect(await employeesWithHistory()).toEqual([]);
  });

  test('goes, while of the history of an entry that is there only the field goes', async () => {
    await contact(person);
    const living = await contact({ full_name: 'Rosa Changed', mobile: person.mobile, notes: 'Second floor' });
    const saved = await updateContact(admin, living, { version: 1, patch: { mobile: '' } });
    expect(saved.ok).toBe(true);
    await mainPool().query("delete from employees where email = 'zsofia@example.org'");
    const taken = await erase({ kind: 'number', value: '2025550173' });
    expect(taken.counts).toMatchObject({ entries: 0, 'removed entries': 1, changes: 2 });
    expect(taken.tables).toContain('public.employee_revisions');
    expect(await employeesWithHistory()).toEqual([living]);
    const { rows } = await mainPool().query("select changes->'notes'->>1 as notes from employee_revisions order by id");
    expect(rows).toEqual([{ notes: 'Second floor' }, { notes: null }]);
  });
});

async function contact(fields: Record<string, string>): Promise<number> {
  const saved = await createContact(admin, contactInputSchema.parse(fields));
  if (!saved.ok || saved.value.state !== 'saved') throw new Error('It was not saved.');
  return saved.value.contact.id;
}

async function employeesWithHistory(): Promise<number[]> {
  const { rows } = await mainPool().query('select distinct employee from employee_revisions order by 1');
  return rows.map(({ employee }) => employee);
}

async function find(subject: Subject) {
  return phonebookStore.find(await matcherOf(subject), quietWork);
}

async function erase(subject: Subject) {
  if (phonebookStore.erase === undefined) throw new Error('The phonebook erases.');
  return phonebookStore.erase(await matcherOf(subject), quietWork);
}
