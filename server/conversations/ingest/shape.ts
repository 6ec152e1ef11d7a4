import 'server-only';

/** Why a body is unfit; `too_large` where fewer turns at a time would be fit. */
export type ShapeFault = { code: 'invalid' | 'too_large'; detail: string };

const DEEPEST = 16;
/** 500 turns have about 5,000 members; what has many times that is no log. */
const MOST_MEMBERS = 20_000;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, OPEN_ARRAY, CLOSE_OBJECT, CLOSE_ARRAY] = [0x7b, 0x5b, 0x7d, 0x5d];

/**
 * Looks over a JSON text once, before anything is built from it, and names what makes it unfit: nesting, number of members,
 * a key that stands twice in an object or reaches for a prototype. Null when it is fit, or no JSON at all, which its
 * parser will say.
 */
export function faultOfShape(body: Buffer): ShapeFault | null {
  const open: (Set<string> | null)[] = [];
  let members = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = endOfString(body, at);
      if (end === -1) return null;
      const keys = open.at(-1);
      if (keys && isKey(body, end)) {
        const fault = faultOfKey(keys, body.subarray(at + 1, end));
        if (fault !== null) return { code: 'invalid', detail: fault };
      }
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      open.push(byte === OPEN_OBJECT ? new Set() : null);
      if (open.length > DEEPEST)
        return { code: 'invalid', detail: `The body is nested more than ${DEEPEST} levels deep.` };
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      open.pop();
    } else if (byte === COMMA && ++members > MOST_MEMBERS) {
      const isArray = open[0] === null;
      return {
        code: isArray ? 'too_large' : 'invalid',
        detail: `The body has more than ${MOST_MEMBERS} members.${isArray ? ' Send fewer turns at a time.' : ''}`,
      };
    }
  }
  return null;
}

/** Where the string that opens at `start` closes; -1 when it does not. */
function endOfString(body: Buffer, start: number): number {
  let end = body.indexOf(QUOTE, start + 1);
  while (end !== -1 && isEscaped(body, end)) end = body.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(body: Buffer, at: number): boolean {
  let slashes = 0;
  while (body[at - 1 - slashes] === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

function isKey(body: Buffer, end: number): boolean {
  let next = end + 1;
  while (body[next] === 0x20 || body[next] === 0x0a || body[next] === 0x0d || body[next] === 0x09) next++;
  return body[next] === COLON;
}

function faultOfKey(keys: Set<string>, bytes: Buffer): string | null {
  const key = keyOf(bytes);
  if (key === '__proto__') return 'The body has a member named __proto__.';
  if (keys.has(key)) return 'The body has an object in which a name stands twice.';
  keys.add(key);
  return null;
}

/** A key as its parser will read it; one that is written wrongly stands for itself. */
function keyOf(bytes: Buffer): string {
  if (!bytes.includes(BACKSLASH)) return bytes.toString('latin1');
  try {
    return Buffer.from(String(JSON.parse(`"${bytes.toString('utf8')}"`))).toString('latin1');
  } catch {
    return bytes.toString('latin1');
  }
}
