/** Stands where a number is known to be no telephone number. */
export const SHIELD = '\u0002';

// Every repetition is bounded, so that reading takes time in proportion to the text.
const currency = String.raw`(?:rs\.?|tk\.?|bdt|inr|usd|eur|gbp|pkr|npr|aed|sar|taka|[$€£৳₹¥])`;
const figures = String.raw`\d{1,15}(?:[,. ]\d{2,3}){0,6}`;
const shields: readonly RegExp[] = [
  // 2026-11-26, 2026/11/26, also with a time
  /(?<!\d|\d[-/.])(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?![-/.]?\d)/g,
  // 26/11/2026, 26.11.26, 26 11 2026
  /(?<!\d|\d[-/.])[0-3]?\d([-/.])[0-3]?\d\1(?:(?:19|20)\d\d|\d\d)(?!\d|\1\d)/g,
  /(?<!\d|\d )[0-3]?\d [01]?\d (?:19|20)\d\d(?!\d| \d)/g,
  // 14:30, 14:30:05.120
  /(?<![\d:])\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?![\d:])/g,
  // 10.1.2.3, with a port or the length of its prefix
  /(?<!\d|\d\.)(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?:[:/]\d{1,5})?(?!\d|\.\d)/g,
  // 1,250,000 and 12,50,000
  /(?<!\d|\d,)\d{1,3}(?:,\d{2,3}){1,6}(?:\.\d{1,9})?(?!\d)/g,
  new RegExp(`(?<![a-z])${currency} ?${figures}`, 'g'),
  new RegExp(`(?<!\\d|\\d[,. ]|\\+)${figures} ?(?:${currency}|টাকা|%)(?![a-z])`, 'g'),
  // 550e8400-e29b-41d4-a716-446655440000
  /(?<![a-z0-9])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![a-z0-9])/g,
];

/** A folded text in which dates, times, addresses of machines, amounts and UUIDs are covered, unit by unit. */
export function shieldNumbers(folded: string): string {
  return shields.reduce((text, shield) => text.replace(shield, (found) => SHIELD.repeat(found.length)), folded);
}
