/** How the messages of an alert fared: how many a receiver took, how many wait to be tried again, and how many were given up after a day. */
type Sent = { muted: boolean; sent: number; waiting: number; givenUp: number };

/** Says it: `2 taken, 1 given up`. */
export function sentWords({ muted, sent, waiting, givenUp }: Sent): string {
  if (muted) return 'muted';
  if (sent + waiting + givenUp === 0) return 'to nobody';
  const parts = [`${sent} taken`];
  if (waiting > 0) parts.push(`${waiting} waiting`);
  if (givenUp > 0) parts.push(`${givenUp} given up`);
  return parts.join(', ');
}
