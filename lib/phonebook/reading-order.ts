const reading = new Intl.Collator('en', { numeric: true });

/** How names stand in a list: without regard to case and accents at first, District 2 before District 10. */
export function inReadingOrder(a: string, b: string): number {
  return reading.compare(a, b);
}
