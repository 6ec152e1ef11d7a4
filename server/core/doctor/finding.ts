import 'server-only';

export type Finding = {
  /** What was looked at, in one or two words. */
  name: string;
  state: 'good' | 'warning' | 'bad';
  /** What was found and, unless it is good, what to do. */
  sentence: string;
};

export function good(name: string, sentence: string): Finding {
  return { name, state: 'good', sentence };
}

export function warning(name: string, sentence: string): Finding {
  return { name, state: 'warning', sentence };
}

export function bad(name: string, sentence: string): Finding {
  return { name, state: 'bad', sentence };
}
