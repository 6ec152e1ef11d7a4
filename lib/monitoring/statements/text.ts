const pieces =
  /--[^\n]*|\/\*|\b[eE]'(?:[^'\\]|''|\\(?:[\s\S]|$))*(?:'|$)|(?:\b[bBxXnN]|\b[uU]&)?'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$([A-Za-z_]\w*)?\$|\$\d+|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\d_]{4,}(?:\.\d+)?|\s+/g;

/**
 * A statement's text as it is kept and shown: without comments, its white space folded, and no value in it. Postgres
 * puts `$1` for most values itself; what it leaves (utility statements, lines that were dropped while they ran) is put out
 * here: quoted strings become '…', numbers of five digits and more become ….
 */
export function tidyText(text: string): string {
  let tidy = '';
  let at = 0;
  pieces.lastIndex = 0;
  for (let match = pieces.exec(text); match !== null; match = pieces.exec(text)) {
    tidy += text.slice(at, match.index);
    at = match.index + match[0].length;
    const piece = match[0];
    if (piece === '/*') {
      at = endOfComment(text, match.index);
      tidy += ' ';
    } else if (piece.startsWith('--') || /^\s/.test(piece)) tidy += ' ';
    else if (/^\$(?:[A-Za-z_]\w*)?\$$/.test(piece)) {
      const end = text.indexOf(piece, at);
      at = end < 0 ? text.length : end + piece.length;
      tidy += valueAfter(tidy);
    } else if (/^(?:[eEbBxXnN]|[uU]&)?'/.test(piece)) tidy += valueAfter(tidy);
    else tidy += /^\d/.test(piece) ? '…' : piece;
    pieces.lastIndex = at;
  }
  return `${tidy}${text.slice(at)}`.replaceAll('\0', '').replaceAll(/ {2,}/g, ' ').trim().toWellFormed();
}

/** What stands for a quoted value; two of them side by side would read as one with a quote in it. */
function valueAfter(tidy: string): string {
  return tidy.endsWith("'…'") ? '' : "'…'";
}

// Comments of Postgres hold comments.
function endOfComment(text: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 0;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

const relation = String.raw`((?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)(?:\.(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*))?)`;
const targets = [
  new RegExp(String.raw`^\s*(insert)\s+into\s+${relation}`, 'i'),
  new RegExp(String.raw`^\s*(update)\s+(?:only\s+)?${relation}`, 'i'),
  new RegExp(String.raw`^\s*(delete)\s+from\s+(?:only\s+)?${relation}`, 'i'),
  new RegExp(String.raw`^\s*(merge)\s+into\s+(?:only\s+)?${relation}`, 'i'),
];
/** Within a WITH; `do update set` and `for update` are none. */
const written = new RegExp(
  String.raw`\b(?:(insert)\s+into|(update)(?=\s+\S+(?:\s+(?:as\s+)?\w+)?\s+set\b)|(delete)\s+from)\s+(?:only\s+)?${relation}`,
  'gi',
);
const from = new RegExp(
  String.raw`\b(?:from|join)\s+(?:only\s+)?(?!unnest\b|json|generate_series\b|lateral\b|information_schema\b)${relation}(?![\w$.]|\s*\()`,
  'gi',
);
const defined =
  /(?:\bwith\s+(?:recursive\s+)?|,\s*)("(?:[^"]|"")+"|[A-Za-z_]\w*)(?:\s*\([^()]*\))?\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/gi;

/** What a statement is, in two or three words: its verb and the table it is about: `select search.name_tokens`. */
export function shortName(text: string): string {
  for (const target of targets) {
    const [, verb, name] = target.exec(text) ?? [];
    if (verb !== undefined && name !== undefined) return `${verb.toLowerCase()} ${name.replaceAll('"', '')}`;
  }
  const verb = /^[\s(]*([A-Za-z]+)/.exec(text)?.[1]?.toLowerCase() ?? 'statement';
  if (!['select', 'with'].includes(verb))
    return text
      .replace(/ if (?:not )?exists\b/i, '')
      .split(' ')
      .slice(0, 3)
      .join(' ')
      .toLowerCase()
      .slice(0, 60);
  // What a WITH writes last is what it is for.
  const [, insert, update, remove, target = ''] = [...text.matchAll(written)].at(-1) ?? [];
  const writing = insert ?? update ?? remove;
  if (writing !== undefined) return `${writing.toLowerCase()} ${target.replaceAll('"', '')}`;
  const own = new Set([...text.matchAll(defined)].map(([, name]) => name?.toLowerCase()));
  for (const [, name] of text.matchAll(from))
    if (name !== undefined && !own.has(name.toLowerCase())) return `select ${name.replaceAll('"', '')}`;
  const called = /\bselect\s+([\w.]+)\s*\(/i.exec(text)?.[1];
  return called === undefined ? 'select' : `select ${called}()`;
}
