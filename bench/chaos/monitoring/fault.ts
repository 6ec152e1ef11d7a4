import type { MonitoringStage } from './stage.ts';
import type { Shown } from './verdict-page.ts';

/** One fault in a real server, and by which words of the rendered page its culprit counts as named. */
export type Fault = {
  name: string;
  /** Seconds within which the culprit is to be named first. */
  limit: number;
  /**
   * Strikes. What it resolves with says which words the sentence of the first cause must hold, further words that its whole entry
   * must hold, and how the fault is taken away again.
   */
  strike(stage: MonitoringStage): Promise<Struck>;
};

export type Struck = {
  /** When it was there: from then on the seconds count. */
  at: number;
  sentence: RegExp;
  entry?: RegExp[];
  /** Whether the entry shows the rest of the truth, where words found anywhere in it would not say so. */
  isTrue?(shown: Shown): boolean;
  /** Looks whether other pages show what they must, once it is named and before it is taken away; with words of what was found. */
  otherPages?(): Promise<{ areRight: boolean; words: string }>;
  heal(): Promise<void>;
};
