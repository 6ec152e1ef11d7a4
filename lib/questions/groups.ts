/** What a group is: questions, what people marked as none, what waits for its group, and small talk. */
export const groupKinds = ['question', 'not_question', 'pending', 'greeting', 'thanks', 'follow_up'] as const;
export type GroupKind = (typeof groupKinds)[number];

/** The orders of the list: by count, by turns without an answer, by growth against the period before; `new` leaves only what was first asked in the window. */
export const groupOrders = ['asked', 'unanswered', 'rising', 'new'] as const;
export type GroupOrder = (typeof groupOrders)[number];

/** How often something was asked and what came of it. Unknown states are in `asked` alone. */
export type AskedCounts = { asked: number; answered: number; unanswered: number; partial: number };

/** The turns of a window by what their groups are: together all there are. `groups` are those of questions that were asked. */
export type QuestionTotals = {
  questions: number;
  groups: number;
  pending: number;
  greetings: number;
  thanks: number;
  followUps: number;
  /** Turns of groups that people marked as no question. */
  marked: number;
};

/** A group in a window. */
export type TopGroup = AskedCounts & {
  id: number;
  kind: GroupKind;
  /** Its name, or the wording of the text that stands for it; personal data masked. */
  question: string;
  /** Whether somebody named it. */
  named: boolean;
  /** Of all turns that are in groups of the listed kinds in this window, 0 to 1. */
  share: number;
  /** Answered of answered and unanswered, in percent with one decimal; null where neither is. */
  rate: number | null;
  /** How often it was asked in what has passed of the window, and as long before; null where there is nothing to compare with. */
  compared: { current: number; before: number } | null;
  /** Turns in 16 to 64 parts of the window, oldest first: those that have begun. All but the first and the last are equally long. */
  trend: number[];
  /** The quarter of an hour of the first turn of all that are in it now, UTC; null while they wait to be counted. */
  firstAt: string | null;
  /** Whether that lies in this window. */
  isNew: boolean;
  pinned: boolean;
  mixed: boolean;
  version: number;
};

/** A list says of a group with more wordings that it has more, and does not count them. */
export const MOST_WORDINGS = 100;

/** What a page tells of a group beside its counts. */
export type GroupDetails = {
  id: number;
  /** The distinct texts that are in it, whenever they were asked, as far as they were to be counted. */
  wordings: number;
  /** By turns in the window, most first; '' where none was named. */
  knowledgeBases: { name: string; asked: number }[];
  /** The middle of the response times in milliseconds, within 1 %; null where no turn came with one. */
  medianMs: number | null;
  /** Different sessions that asked it in the window; `about` where their share among turns was taken from the last grouping. */
  sessions: { count: number; about: boolean };
};

/** A text of the exact view. */
export type TopText = AskedCounts & {
  id: number;
  /** Where it lies, and what that is. */
  group: number;
  kind: GroupKind;
  /** As somebody wrote it last; personal data masked. */
  question: string;
  /** Of all turns in the window, 0 to 1. */
  share: number;
  /** In percent, one decimal; null where nothing was judged. */
  rate: number | null;
  /** Whether what came of its turns, but not their number, was told from the latest of them. */
  about: boolean;
};
