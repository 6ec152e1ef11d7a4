const REMEMBERED_MS = 1_000;

/** `ask`, but however many call it, it asks once a second at most: those in between share the answer, also one under way. */
export function onceASecond<T>(ask: () => Promise<T>): () => Promise<T> {
  let latest: { at: number; answer: Promise<T> } | undefined;
  return () => {
    const now = Date.now();
    if (latest === undefined || now - latest.at > REMEMBERED_MS) latest = { at: now, answer: ask() };
    return latest.answer;
  };
}
