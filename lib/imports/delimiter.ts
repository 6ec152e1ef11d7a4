export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

export const delimiterWords: Record<Delimiter, string> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/**
 * The delimiter that parts the first lines most evenly, counted outside quotes. A line `sep=;`, as Excel writes it,
 * decides alone. A file of one column has none, and a comma does no harm.
 */
export function guessDelimiter(text: string): Delimiter {
  const declared = /^sep=(.)\r?\n/i.exec(text)?.[1];
  const known = delimiters.find((one) => one === declared);
  if (known !== undefined) return known;
  const scored = delimiters.map((delimiter) => ({ delimiter, score: evenness(countsByLine(text, delimiter)) }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

/** Number of columns that most lines have, weighed by how many lines agree; 0 when most have no delimiter. */
function evenness(counts: number[]): number {
  const first = counts[0] ?? 0;
  if (first === 0) return 0;
  const agreeing = counts.filter((count) => count === first).length;
  return (agreeing / counts.length) * (first + 1);
}

function countsByLine(text: string, delimiter: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  let empty = true;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    if (sign === delimiter && !quoted) count += 1;
    if (sign !== '\n' || quoted) {
      if (sign !== '\r') empty = false;
      continue;
    }
    if (!empty) counts.push(count);
    if (counts.length >= 50) return counts;
    count = 0;
    empty = true;
  }
  if (!empty && counts.length === 0) counts.push(count);
  return counts;
}
