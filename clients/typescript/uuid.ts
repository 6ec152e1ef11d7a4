import { randomUUID } from 'node:crypto';

/**
 * A UUID of version 7 (RFC 9562): 48 bits of Unix time in ms, then 74 random ones, so that ids made one after the other
 * lie side by side in an index. `random` is any UUID of version 4; its last 74 random bits are taken.
 */
export function uuidV7(milliseconds: number = Date.now(), random: string = randomUUID()): string {
  const time = Math.floor(milliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
