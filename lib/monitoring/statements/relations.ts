const name = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const tokens = new RegExp(String.raw`'(?:[^']|'')*'|${name}(?:\s*\.\s*${name})*|[(),]`, 'g');
const defined = new RegExp(
  String.raw`(?:\bwith\s+(?:recursive\s+)?|,\s*)(${name})(?:\s*\([^()]*\))?\s+as\s+(?:not\s+)?(?:materialized\s+)?\(`,
  'gi',
);
const OPENS = new Set(['from', 'join', 'into', 'update', 'using']);
const ENDS = new Set(
  'select where group order having limit offset fetch window union intersect except returning set values on for with default'.split(
    ' ',
  ),
);
/** Words between `from` and the name of a relation. */
const PASSED = new Set(['only', 'lateral', 'rows', 'table']);
/** Of these `from` stands before a value. */
const TAKES_FROM = new Set(['extract', 'substring', 'trim', 'overlay']);

/** `list`: within a list of relations; `next`: a relation stands next. */
type Level = { list: boolean; next: boolean; takesFrom: boolean };

/**
 * The tables and views that a statement reads or writes, as they are written but without quotes and in small letters: not what it defines
 * itself by WITH, and no functions.
 * @param text without values and comments
 */
export function relationsOf(text: string): string[] {
  const own = new Set([...text.matchAll(defined)].map(([, found = '']) => plain(found)));
  const found = new Set<string>();
  const all = [...text.matchAll(tokens)].map(([token]) => token);
  let level: Level = { list: false, next: false, takesFrom: false };
  const outer: Level[] = [];
  for (const [place, token] of all.entries()) {
    const word = plain(token);
    const before = plain(all[place - 1] ?? '');
    if (token === '(') {
      outer.push({ ...level, next: false });
      level = { list: level.next, next: level.next, takesFrom: TAKES_FROM.has(before) };
    } else if (token === ')') level = outer.pop() ?? level;
    else if (token === ',') level.next = level.list;
    else if (OPENS.has(word)) {
      const isOther = level.takesFrom || ['distinct', 'for', 'do', 'key'].includes(before);
      // The columns of a join, and not a relation.
      const isColumns = word === 'using' && all[place + 1] === '(';
      if (!isOther && !isColumns) level = { ...level, list: true, next: true };
    } else if (ENDS.has(word)) level = { ...level, list: level.list && word === 'on', next: false };
    else if (level.next && !PASSED.has(word)) {
      level.next = false;
      // After a table that is written stand its columns, after any other word in brackets the arguments of a function.
      const isFunction = all[place + 1] === '(' && before !== 'into';
      if (!isFunction && !own.has(word)) found.add(word);
    }
  }
  return [...found];
}

function plain(token: string): string {
  return token
    .replaceAll('"', '')
    .replaceAll(/\s*\.\s*/g, '.')
    .toLowerCase();
}
