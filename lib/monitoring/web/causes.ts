import type { Cause } from '#lib/monitoring/cause.ts';
import { markInstant } from '#lib/monitoring/instants.ts';
import { formatSpan } from '#lib/time.ts';

const MINUTE_MS = 60_000;
/** The web tells of its pools every second; so long without a word it is gone or hangs. */
const SILENT_MS = MINUTE_MS;

/** What is told of the web process by the worker, since one that hangs tells nothing, and its supervisor sees ends alone. `heardAt`: ms since 1970. */
export function causesOfWeb(heardAt: number, now: Date): Cause[] {
  const silentMs = now.getTime() - heardAt;
  if (silentMs < SILENT_MS) return [];
  // In whole minutes: each other sentence is an incident written anew.
  const minutesMs = silentMs - (silentMs % MINUTE_MS);
  const since = new Date(heardAt).toISOString();
  return [
    {
      key: 'web:gone',
      severity: 'crit',
      holdSeconds: 0,
      sentence: `The web process has said nothing for ${formatSpan(minutesMs)}: it ended or hangs.`,
      hurts: 'No page opens, and no turn of the chatbot and no question to the phonebook is taken in.',
      step: 'Read the last lines of its log; end its process if it hangs, and it is started again within 30 s.',
      evidence: [`Last heard of at ${markInstant(since)}.`],
      since,
      href: '/monitoring',
      explains: [],
      weight: 950,
      action: null,
    },
  ];
}
