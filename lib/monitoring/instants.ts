const MARKED = /‹(\d{4}-\d\d-\d\dT[\d:.]+Z)›/;

/**
 * An instant within a line of evidence, marked so that whoever shows the line can say it in the viewer's zone.
 * @param iso ISO 8601 in UTC; null where it is not known
 */
export function markInstant(iso: string | null): string {
  return iso === null ? 'an unknown instant' : `‹${iso}›`;
}

/** A line cut at its marked instants: what stands between them at even places, the instants as ISO 8601 at odd ones. */
export function cutAtInstants(line: string): string[] {
  return line.split(MARKED);
}
