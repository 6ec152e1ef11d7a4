import 'server-only';
import { createHash } from 'node:crypto';

/**
 * The event id of a turn that came with none: a UUID of version 5 (RFC 9562) of its file's SHA-256 and its line, so that
 * the same file brings the same turns.
 * @param fileHash in hexadecimal
 */
export function eventIdOf(fileHash: string, line: number): string {
  const bytes = createHash('sha1').update(`switchboard:import:${fileHash}:${line}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
