/** The digest of an error that says: a dependency gave no answer. Nothing else of an error reaches its page. */
export const UNANSWERED = 'unanswered';

/** What the page of an error says, by its digest, and whether that digest finds more in the log. */
export function faultOf(digest: string | undefined): { title: string; sentence: string; logged?: string } {
  if (digest === UNANSWERED)
    return {
      title: 'The database did not answer',
      sentence: 'So this page could not be made. What you saved before is safe.',
    };
  return {
    title: 'This page could not be made',
    sentence: 'The server met a fault and has written it to its log. What you saved before is safe.',
    logged: digest,
  };
}
