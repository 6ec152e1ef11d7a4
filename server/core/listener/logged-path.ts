import 'server-only';

/** Paths whose last part is a secret or names a person. */
const PERSONAL =
  /^(\/(?:reset|setup)|\/api\/phonebook\/(?:employee|email|mobile|designation|department)|\/phonebook\/departments)\/.+/;
const LONGEST_PLAIN_PART = 40;

/** A request's path as the log may show it: without the query, without tokens, addresses and names. */
export function loggedPath(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const personal = PERSONAL.exec(path)?.[1];
  if (personal !== undefined) return `${personal}/…`;
  if (path.startsWith('/_next/')) return path;
  const parts = path.split('/').map((part) => (part.length > LONGEST_PLAIN_PART || /[@%]/.test(part) ? '…' : part));
  return parts.join('/').slice(0, 200);
}
