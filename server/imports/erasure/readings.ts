import 'server-only';

/** A file of rejected lines is JSON, and each of its records is a line that was JSON itself. */
const DEEPEST = 2;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g;
const plainSigns: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * What a piece of a file may say: its signs as they stand, and what they are as strings of JSON, and as JSON within those.
 * It is not parsed: a line that was cut off, which no parser takes, was perhaps rejected for that.
 */
export function readingsOf(text: string): string[] {
  const readings = [text];
  for (let depth = 0; depth < DEEPEST; depth++) {
    const last = readings.at(-1) ?? '';
    const next = last.includes('\\') ? withoutEscapes(last) : last;
    if (next === last) break;
    readings.push(next);
  }
  return readings;
}

function withoutEscapes(text: string): string {
  return text.replace(ESCAPE, (_, code: string | undefined, sign = '') =>
    code === undefined ? (plainSigns[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
