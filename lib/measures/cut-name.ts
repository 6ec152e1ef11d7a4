const LONGEST_NAME = 255;

/** As much of a name as turns are told apart by: characters as Postgres counts them, not UTF-16 units. */
export function cutName(text: string): string {
  return [...text].slice(0, LONGEST_NAME).join('');
}
