import { z } from 'zod';
import type { Ruling } from '#lib/questions/grouping/rulings.ts';

export const decisionKinds = [
  'together',
  'apart',
  'move',
  'pin',
  'unpin',
  'rename',
  'not_question',
  'question',
] as const;
export type DecisionKind = (typeof decisionKinds)[number];

const id = z.number().int();

/** Texts that a decision took from one group to another, and what had placed them before. */
const movedSchema = z.object({
  texts: z.array(id),
  from: id,
  to: id,
  by: z.enum(['online', 'batch', 'person']).nullable(),
});
export type Moved = z.infer<typeof movedSchema>;

/** What undoing needs. */
export const beforeSchema = z.object({
  moved: z.array(movedSchema).default([]),
  /** Groups that the decision made. */
  made: z.array(id).default([]),
  /** Every group it is about. */
  groups: z.array(id).default([]),
  name: z.string().nullable().default(null),
});
export type Before = z.infer<typeof beforeSchema>;

/** Something a person decided, as it is kept. */
export const decisionSchema = z.object({
  id,
  kind: z.enum(decisionKinds),
  group: id,
  sets: z.array(z.array(id)),
  before: beforeSchema,
  undone: z.boolean(),
});
export type Decision = z.infer<typeof decisionSchema>;

const families: Record<DecisionKind, readonly DecisionKind[]> = {
  together: [],
  apart: [],
  move: [],
  pin: ['pin', 'unpin'],
  unpin: ['pin', 'unpin'],
  rename: ['rename'],
  not_question: ['not_question', 'question'],
  question: ['not_question', 'question'],
};

/** The decisions that hold, in their order: not undone, and no pin or mark that was taken off later. */
export function inForce(decisions: readonly Decision[]): Decision[] {
  const told = decisions.filter(({ undone }) => !undone);
  return told.filter((decision, place) => !told.slice(place + 1).some((later) => sameMatter(decision, later)));
}

/** What they mean for a grouping, by the ids of texts. What is pinned or marked is one meaning. */
export function rulingsOf(decisions: readonly Decision[]): Ruling[] {
  return inForce(decisions).flatMap<Ruling>(({ kind, sets }) => {
    if (kind === 'together' || kind === 'apart' || kind === 'move') return [{ kind, sets }];
    return kind === 'pin' || kind === 'not_question' ? [{ kind: 'together', sets }] : [];
  });
}

/**
 * The later decision for whose sake this one cannot be undone: about the same pin, name or mark, about a group that this
 * one made, about texts that it moved, a merge of the group that they would return to, of a pin or a name a merge that took its
 * group away, or of a mark any merge of its group: groups are merged that are marked alike. @param all in their order
 */
export function blockerOf(decision: Decision, all: readonly Decision[]): Decision | null {
  const { moved, made } = decision.before;
  const texts = new Set(moved.flatMap((some) => some.texts));
  const isMark = families[decision.kind].includes('not_question');
  const builds = ({ kind, group, sets, before }: Decision) => {
    if (made.includes(group)) return true;
    if (
      kind === 'together' &&
      isOfGroup(decision) &&
      before.groups.includes(decision.group) &&
      (isMark || group !== decision.group)
    )
      return true;
    if (kind === 'together' && moved.some(({ from }) => from !== group && before.groups.includes(from))) return true;
    return [...sets, ...before.moved.map((some) => some.texts)].flat().some((text) => texts.has(text));
  };
  const standing = new Set(inForce(all));
  const later = all.filter(({ id, undone }) => id > decision.id && !undone);
  return later.findLast((other) => sameMatter(decision, other) || (standing.has(other) && builds(other))) ?? null;
}

function sameMatter(one: Decision, other: Decision): boolean {
  return one.group === other.group && families[one.kind].includes(other.kind);
}

const laterWords: Record<DecisionKind, string> = {
  together: 'Groups were merged',
  apart: 'A group was split',
  move: 'Questions were moved',
  pin: 'The group was pinned',
  unpin: 'The group was unpinned',
  rename: 'The group was renamed',
  not_question: 'The group was marked as no question',
  question: 'The group was marked as a question',
};

/** Whether it says something of a group, its name, pin or mark, and not where texts belong. */
export function isOfGroup({ kind }: Decision): boolean {
  return families[kind].length > 0;
}

/** The sentence that says why a decision cannot be undone. */
export function blockedBy({ kind }: Decision): string {
  return `${laterWords[kind]} since then, and that builds on this. Undo that first.`;
}
