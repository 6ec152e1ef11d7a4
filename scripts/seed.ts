// Fills the database with deterministic synthetic data: `npm run seed -- --contacts 100000`.
import './start/load-environment.ts';
import './cli/quiet.ts';
import { parseArgs } from 'node:util';
import { formatCount } from '#lib/count.ts';
import { systemActor } from '#server/core/auth/actor.ts';
import { seedContacts } from '#server/phonebook/seed.ts';
import { withDatabase } from './cli/with-database.ts';

const MOST = 5_000_000;
const USAGE = `Usage: npm run seed -- --contacts N

Fills the phonebook with up to N invented contacts (at most ${formatCount(MOST)}), the same on every machine.
A second run adds what is missing; nothing else in the phonebook is touched.
`;

const { values } = parseArgs({ options: { contacts: { type: 'string' }, help: { type: 'boolean' } }, strict: false });
const count = Number(values.contacts);
if (values.help === true || !Number.isInteger(count) || count < 1 || count > MOST) {
  process.stdout.write(USAGE);
  process.exit(values.help === true ? 0 : 2);
}

const started = performance.now();
const added = await withDatabase(() => seedContacts(systemActor('seed'), count, showProgress));
const seconds = Math.round((performance.now() - started) / 100) / 10;
process.stderr.write('\n');
process.stdout.write(`${formatCount(added)} contacts added in ${seconds} s; ${formatCount(count)} are there.\n`);
process.exit();

function showProgress(done: number): void {
  const width = 30;
  const filled = Math.round((width * done) / count);
  const share = Math.floor((100 * done) / count);
  process.stderr.write(`\r${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${share} % ${formatCount(done)}`);
}
