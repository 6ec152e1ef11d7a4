/** How many texts are moved at once, and how many turns: each turn of a text that moves is read, under the folding's lock. */
export type Portion = { texts: number; turns: number };

/** Cuts texts, in their order, into portions of at most so many texts and turns; one that has more turns is alone. */
export function* portionsOf<Text extends { asked: number }>(texts: readonly Text[], most: Portion): Generator<Text[]> {
  let portion: Text[] = [];
  let turns = 0;
  for (const text of texts) {
    if (portion.length > 0 && (portion.length === most.texts || turns + text.asked > most.turns)) {
      yield portion;
      [portion, turns] = [[], 0];
    }
    portion.push(text);
    turns += text.asked;
  }
  if (portion.length > 0) yield portion;
}
