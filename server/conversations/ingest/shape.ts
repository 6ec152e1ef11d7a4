import 'server-only';

/** Why a body is unfit; `too_large` where fewer turns at a time would be fit. */
export type ShapeFault = { code: 'invalid' | 'too_large'; detail: string };

/** What a JSON text is worth before it is read. */
export type Shape = {
  /** Why nothing of it can be taken; null when it can. */
  fault: ShapeFault | null;
  /** Of a text that is an array: what makes one of its records unfit, by its place from 0. The others can be taken. */
  records: ReadonlyMap<number, string>;
};

const DEEPEST = 16;
/** 500 turns have about 5,000 members; what has many times that is no log. */
const MOST_MEMBERS = 20_000;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_OBJECT, OPEN_ARRAY, CLOSE_OBJECT, CLOSE_ARRAY] = [0x7b, 0x5b, 0x7d, 0x5d];

/**
 * Looks over a JSON text once, before anything is built from it, and names what makes it unfit: nesting, number of members,
 * a key that stands twice in an object or reaches for a prototype. It finds nothing in what is fit, and nothing in what is no
 * JSON at all, which its parser will say.
 */
export function shapeOf(body: Buffer): Shape {
  const open: (Set<string> | null)[] = [];
  const records = new Map<number, string>();
  let record = 0;
  let members = 0;
  const unfit = (code: ShapeFault['code'], detail: string): Shape => ({ fault: { code, detail }, records });
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = endOfString(body, at);
      if (end === -1) break;
      const keys = open.at(-1);
      const fault = keys && isKey(body, end) ? faultOfKey(keys, body.subarray(at + 1, end)) : null;
      if (fault !== null && open[0] !== null) return unfit('invalid', `The body ${fault}.`);
      if (fault !== null && !records.has(record)) records.set(record, fault);
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      open.push(byte === OPEN_OBJECT ? new Set() : null);
      if (open.length > DEEPEST) return unfit('invalid', `The body is nested more than ${DEEPEST} levels deep.`);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      open.pop();
    } else if (byte === COMMA) {
      if (open.length === 1) record++;
      if (++members <= MOST_MEMBERS) continue;
      const isArray = open[0] === null;
      const advice = isArray ? ' Send fewer turns at a time.' : '';
      return unfit(isArray ? 'too_large' : 'invalid', `The body has more than ${MOST_MEMBERS} members.${advice}`);
    }
  }
  return { fault: null, records };
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
  if (key === '__proto__') return 'has a member named __proto__';
  if (keys.has(key)) return 'has an object in which a name stands twice';
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
