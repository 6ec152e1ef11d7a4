import 'server-only';

/** What `answer` gives within so many milliseconds; `otherwise` when it takes longer or fails. It is left to itself then. */
export function within<T, Otherwise>(
  milliseconds: number,
  answer: Promise<T>,
  otherwise: Otherwise,
): Promise<T | Otherwise> {
  const late = new Promise<Otherwise>((resolve) => setTimeout(resolve, milliseconds, otherwise).unref());
  return Promise.race([answer.catch(() => otherwise), late]);
}
