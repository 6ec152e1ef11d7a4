// A chatbot to be killed: `node spooling-process.ts URL DIRECTORY FROM TO` sends the questions FROM to TO - 1 and says
// how many of them are on disk whenever that changes.
import { setTimeout as sleep } from 'node:timers/promises';
import { createSender } from './sender.ts';

const [url = '', spoolDirectory = '', from = '0', to = '0'] = process.argv.slice(2);
const options = {
  lingerMs: [1, 20],
  timeoutMs: 200,
  awayAfterMs: 50,
  maxBatch: 5,
  backOff: { baseMs: 1, capMs: 20 },
} as const;
const sender = createSender({ url, apiKey: 'sb_test', spoolDirectory, ...options });
while (!sender.stats().spoolOpen) await sleep(1);
process.stdout.write('open\n');

for (let n = Number(from); n < Number(to); n += 1) {
  sender.send({ session_id: 's', user_message: `q${String(n).padStart(5, '0')}`, assistant_response: 'a'.repeat(600) });
  if (n % 10 === 0) await sleep(1);
}
for (let said = -1; ; await sleep(1)) {
  const { spooled } = sender.stats();
  if (spooled !== said) process.stdout.write(`kept ${spooled}\n`);
  said = spooled;
}
