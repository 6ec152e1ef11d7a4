const word = String.raw`"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*`;
const names = new RegExp(String.raw`(?:(${word})\s*\.\s*)?(${word})`, 'g');

/** Whether a statement names a table, given as `public.employees`: alone, with that schema, or before one of its columns. */
export function namesTable(statement: string, table: string): boolean {
  const dot = table.indexOf('.');
  const [schema, name] = [table.slice(0, dot), table.slice(dot + 1)];
  return [...statement.matchAll(names)].some(([, before, last]) => {
    const [qualifier, named] = [meant(before), meant(last)];
    return qualifier === name || (named === name && (qualifier === null || qualifier === schema));
  });
}

/** As Postgres understands a name: small letters, unless it is quoted. */
function meant(written: string | undefined): string | null {
  if (written === undefined) return null;
  return written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
}
