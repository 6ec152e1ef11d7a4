/** One person as the palette shows them. `number` is the one to call, as stored; `dial` is its `tel:` address. */
export type PalettePerson = {
  id: string;
  name: string;
  detail: string;
  number: string | null;
  dial: string | null;
};

/** What a search from the palette gives: the best few, and how many there are. */
export type PaletteAnswer = { people: PalettePerson[]; total: number };

/** A part of a text, and whether it is one of the words looked for. */
export type MarkedPart = { text: string; found: boolean };

/** Cuts a text at the words looked for, without regard to case, so that they can be marked. */
export function markWords(text: string, query: string): MarkedPart[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLocaleLowerCase();
  const parts: MarkedPart[] = [];
  let at = 0;
  while (at < text.length) {
    const hit = nextHit(lower, words, at);
    if (hit === undefined || lower.length !== text.length) {
      parts.push({ text: text.slice(at), found: false });
      break;
    }
    if (hit.from > at) parts.push({ text: text.slice(at, hit.from), found: false });
    parts.push({ text: text.slice(hit.from, hit.to), found: true });
    at = hit.to;
  }
  return parts;
}

function nextHit(lower: string, words: readonly string[], at: number): { from: number; to: number } | undefined {
  let best: { from: number; to: number } | undefined;
  for (const word of words) {
    const from = lower.indexOf(word, at);
    if (from < 0) continue;
    const to = from + word.length;
    if (best === undefined || from < best.from || (from === best.from && to > best.to)) best = { from, to };
  }
  return best;
}
