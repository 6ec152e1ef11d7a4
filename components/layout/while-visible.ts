/**
 * Calls `ask` so many milliseconds after its last answer, for as long as the tab is visible, and at once when it comes into sight again.
 * What is answered after the end is dropped.
 * @returns ends it
 */
export function whileVisible<T>(everyMs: number, ask: () => Promise<T>, take: (answer: T) => void): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const poll = async () => {
    const answer = await ask();
    if (stopped) return;
    take(answer);
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(() => void poll(), everyMs);
  };
  const onVisibility = () => {
    clearTimeout(timer);
    if (!document.hidden) void poll();
  };
  plan();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
