const noContext = /\[\s*no[-_ ]context\s*\]/iu;

/** The mark by which LightRAG says that it retrieved nothing, wherever it stands in the answer; null without it. */
export function findSentinel(answer: string): string | null {
  return noContext.test(answer) ? '[no-context]' : null;
}
