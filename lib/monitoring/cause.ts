export type Severity = 'warn' | 'crit';

/** What an admin may do about a cause from the page: end the statement, or the session, of one backend. */
export type CancelStep = { kind: 'cancel'; pid: number; backendStart: string };

/**
 * One thing that may be to blame, as a part of monitoring sees it in its newest sample. The verdict holds it back until it has
 * lasted, ranks it among the others and drops what another explains.
 */
export type Cause = {
  /** The same as long as it is the same matter: `lock:4312@2026-11-27T14:02:11Z`, `pool:switchboard-web:full`. */
  key: string;
  severity: Severity;
  /** How long it must last without a break before it is told, in seconds; 0 tells it with the first sample. */
  holdSeconds: number;
  /** One whole sentence that names the culprit: what is to blame, and what it does. */
  sentence: string;
  /** Further sentences: whom it hurts and how much, in numbers. */
  hurts: string;
  /** The next safe step, as a sentence. */
  step: string;
  /** What was seen, a line each, for whoever wants to check. */
  evidence: string[];
  /** Since when, where the server itself says it (ISO 8601, UTC); null: since monitoring first saw it. */
  since: string | null;
  /** The page that shows it. */
  href: string;
  /** Beginnings of keys of causes that are only its symptoms: a lock queue explains a full pool. */
  explains: string[];
  /** Among causes of one severity the greater stands first: sessions or requests that suffer. */
  weight: number;
  action: CancelStep | null;
};
