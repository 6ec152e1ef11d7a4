import 'server-only';
import { createReadStream } from 'node:fs';

const NEWLINE = 0x0a;

export type Line = {
  /** Counted from 1, blank lines too. */
  number: number;
  /** Null when it is longer than may be. */
  bytes: Buffer | null;
  /** Where the next line begins, in bytes from the start of the file. */
  end: number;
};

/**
 * Streams the lines of a file that are not blank. Memory stays flat whatever the size of file and line.
 * @param from where to begin, as a former `end` and its `number` said
 * @param longest most bytes of a line
 */
export async function* readLines(
  file: string,
  from: { byte: number; line: number },
  longest: number,
): AsyncGenerator<Line> {
  let number = from.line;
  let end = from.byte;
  let held: Buffer[] = [];
  let length = 0;
  const line = (): Line => ({ number, bytes: length > longest ? null : Buffer.concat(held), end });
  const take = (part: Buffer) => {
    length += part.length;
    if (length <= longest) held.push(part);
    else held = [];
  };
  for await (const chunk of createReadStream(file, { start: from.byte, highWaterMark: 1 << 20 })) {
    const bytes: Buffer = chunk;
    let start = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
      take(bytes.subarray(start, at));
      number += 1;
      end += at + 1 - start;
      start = at + 1;
      const full = line();
      held = [];
      length = 0;
      if (full.bytes === null || !isBlank(full.bytes)) yield full;
    }
    take(bytes.subarray(start));
    end += bytes.length - start;
  }
  number += 1;
  const last = line();
  if (last.bytes === null || !isBlank(last.bytes)) yield last;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
