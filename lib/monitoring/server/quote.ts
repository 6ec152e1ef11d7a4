/** A name as SQL takes it, in quotes where it needs them. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL takes it. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A table or an index, given as `schema.name`, as SQL takes it. */
export function quoteRelation(relation: string): string {
  const dot = relation.indexOf('.');
  return `${quoteName(relation.slice(0, dot))}.${quoteName(relation.slice(dot + 1))}`;
}
