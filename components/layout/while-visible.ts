/**
 * Calls `ask` so many milliseconds after its last answer, for as long as the tab is visible, and at once when it comes into sight again.
 * What is answered after the end is dropped.
 * @param firstMs until it is called for the first time
 * @returns ends it
 */
export function whileVisible<T>(
  everyMs: number,
  ask: () => Promise<T>,
  take: (answer: T) => void,
  firstMs = everyMs,
): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const poll = async () => {
    const answer = await ask();
    if (stopped) return;
    take(answer);
    plan(everyMs);
  };
  const plan = (milliseconds: number) => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(() => void poll(), milliseconds);
  };
  const onVisibility = () => {
    clearTimeout(timer);
    if (!document.hidden) void poll();
  };
  plan(firstMs);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
