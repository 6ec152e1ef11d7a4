const SIGNS = 2_000;

/**
 * A question as the chatbot always counted it: lower case, `?!.` taken out, white space folded, of the first 2,000 characters. What is
 * counted is normalised by `search.asked_text`; both are held to one file of vectors.
 */
export function normalizeQuestion(question: string): string {
  const first = Array.from(question.slice(0, 2 * SIGNS))
    .slice(0, SIGNS)
    .join('');
  return first.toLowerCase().replaceAll(/[?!.]/g, '').replaceAll(/\s+/g, ' ').trim();
}
