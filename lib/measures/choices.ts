/** What a menu offers: also what is chosen and not among `names`, as of another time, so that it can be left again. */
export function withChosen(names: readonly string[], chosen: readonly string[]): string[] {
  return [...new Set([...names, ...chosen])];
}
