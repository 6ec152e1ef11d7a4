/** Whether at least half of a text's letters are Latin: what the sentence model, which is English, can read at all. */
export function isMostlyLatin(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return letters > 0 && 2 * latin >= letters;
}
