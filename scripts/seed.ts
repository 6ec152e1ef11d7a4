// Fills the database with deterministic synthetic data: `npm run seed -- --contacts 100000 --turns 1000000`.
import './start/load-environment.ts';
import './cli/quiet.ts';
import { parseArgs } from 'node:util';
import { formatCount } from '#lib/count.ts';
import { seedTurns } from '#server/conversations/seed.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { seedContacts } from '#server/phonebook/seed.ts';
import { withDatabase } from './cli/with-database.ts';

const MOST_CONTACTS = 5_000_000;
const MOST_TURNS = 50_000_000;
/** Ten years: older turns are not accepted. */
const MOST_DAYS = 3_650;
const USAGE = `Usage: npm run seed -- [--contacts N] [--turns N [--days D]]

Fills the phonebook with up to N invented contacts (at most ${formatCount(MOST_CONTACTS)}) and the conversations with
up to N invented turns (at most ${formatCount(MOST_TURNS)}) over the D days before today (365), the same on every machine.
A second run adds what is missing; nothing else is touched.
`;

const options = {
  contacts: { type: 'string' },
  turns: { type: 'string' },
  days: { type: 'string' },
  help: { type: 'boolean' },
} as const;
const { values } = parseArgs({ options, strict: false });
const contacts = countIn(values.contacts, MOST_CONTACTS);
const turns = countIn(values.turns, MOST_TURNS);
const days = countIn(values.days ?? '365', MOST_DAYS);
const wrong = (values.contacts !== undefined && contacts === null) || (values.turns !== undefined && turns === null);
if (values.help === true || wrong || days === null || (contacts ?? turns) === null) {
  process.stdout.write(USAGE);
  process.exit(values.help === true ? 0 : 2);
}

const actor = systemActor('seed');
let shown = '';
await withDatabase(async () => {
  if (contacts !== null) await fill('contacts', contacts, (tell) => seedContacts(actor, contacts, tell));
  if (turns !== null) await fill('turns', turns, (tell) => seedTurns(actor, { count: turns, days }, tell));
});
process.exit();

async function fill(
  what: string,
  count: number,
  work: (tell: (done: number) => void) => Promise<number>,
): Promise<void> {
  const started = performance.now();
  const added = await work((done) => showProgress(done, count));
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  process.stderr.write('\n');
  process.stdout.write(`${formatCount(added)} ${what} added in ${seconds} s; ${formatCount(count)} are there.\n`);
}

function countIn(text: string | boolean | undefined, most: number): number | null {
  const count = Number(text);
  return typeof text === 'string' && Number.isInteger(count) && count >= 1 && count <= most ? count : null;
}

/** One line that is written over, and only when it changes: COPY tells of every chunk. */
function showProgress(done: number, count: number): void {
  const width = 30;
  const filled = Math.round((width * done) / count);
  const share = Math.floor((100 * done) / count);
  const line = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${share} %`;
  if (line === shown) return;
  shown = line;
  process.stderr.write(`\r${line} ${formatCount(done)}`);
}
