/** A channel to another process of ours: a child, or `process` itself towards who started us. */
type Channel = { send?(message: unknown, ...rest: unknown[]): boolean };

/**
 * Hands a message to another process of ours. One that has just ended, which nobody may have noticed yet, needs it no
 * more: without a callback Node would end the sender for it.
 */
export function tell(channel: Channel, message: unknown, done: () => void = () => undefined): void {
  if (channel.send === undefined) done();
  else channel.send(message, undefined, undefined, () => done());
}
