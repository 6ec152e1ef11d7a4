import { parseArgs } from 'node:util';
import { syntheticContact } from '#lib/phonebook/synthetic.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { getByEmail, getByEmployeeId, getByMobile } from '#server/phonebook/lookups.ts';
import { findHits } from '#server/phonebook/queries.ts';
import { seedContacts } from '#server/phonebook/seed.ts';
import { type BenchResult, round, sample } from './lib/measure.ts';
import { withServer } from './lib/server.ts';

const LOOKUPS = 3_000;
const SEARCHES = 500;

/** The phonebook's reads as pages and programs call them, over `--contacts` people (100,000) with names in four scripts. */
export function run(parameters: string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: parameters, options: { contacts: { type: 'string', default: '100000' } } });
  const contacts = Number(values.contacts);
  return withServer(async () => {
    const actor = systemActor('bench');
    const began = performance.now();
    await seedContacts(actor, contacts, () => undefined);
    const seconds = round((performance.now() - began) / 1000);
    const some = (index: number) => syntheticContact(1 + ((index * 7919) % contacts));
    const names = (index: number): string[] => some(index).full_name.split(' ');
    const kinds: [string, number, (index: number) => Promise<unknown>][] = [
      ['id', LOOKUPS, (i) => getByEmployeeId(actor, some(i).employee_id)],
      ['e-mail', LOOKUPS, (i) => getByEmail(actor, some(i).email)],
      ['mobile', LOOKUPS, (i) => getByMobile(actor, some(i).mobile)],
      ['search: whole name', SEARCHES, (i) => findHits(actor, some(i).full_name, 10)],
      ['search: surname', SEARCHES, (i) => findHits(actor, names(i).at(-1) ?? '', 10)],
      [
        'search: beginning of both',
        SEARCHES,
        (i) =>
          findHits(
            actor,
            names(i)
              .map((word) => word.slice(0, 4))
              .join(' '),
            10,
          ),
      ],
      ['search: last six digits', SEARCHES, (i) => findHits(actor, some(i).mobile.slice(-6), 10)],
      ['search: name and role', SEARCHES, (i) => findHits(actor, `${names(i)[0]} analyst`, 10)],
      ['search: role', SEARCHES, () => findHits(actor, 'senior auditor', 10)],
      ['search: nobody', SEARCHES, (i) => findHits(actor, `qzwv${i}`, 10)],
    ];
    const rows = [];
    for (const [kind, times, work] of kinds) rows.push({ kind, ...(await sample(times, work)) });
    const notes = [
      `Milliseconds in the server, one caller, warm. ${contacts} invented contacts, put in through the triggers in ${seconds} s.`,
      'Names are of syllables, so this measures speed and says nothing about quality.',
    ];
    return { rows, notes };
  });
}
