/** The 17 phrases by which the chatbot's former analytics called an answer a failure: the baseline to compare with. */
const legacyPhrases = [
  "i don't know",
  "i don't have",
  'i cannot',
  "i can't",
  "i'm sorry",
  'i apologize',
  'unable to',
  'not available',
  "couldn't find",
  'no information',
  'not found',
  "i'm not sure",
  "i'm unable",
  "don't have access",
  'cannot provide',
  'unable to provide',
  'no data available',
];

/** Whether those phrases call this answer a failure. */
export function legacyFails(answer: string): boolean {
  const lower = answer.toLowerCase();
  return legacyPhrases.some((phrase) => lower.includes(phrase));
}
