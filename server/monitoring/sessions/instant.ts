import 'server-only';

/** An expression of SQL as an instant in ISO 8601, to the microsecond; `expression` is the code's own, never given from outside. */
export function isoOf(expression: string): string {
  return `to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
