import type { QuestionRow } from '#lib/questions/board.ts';
import { askedChange, isRising } from '#lib/questions/change.ts';
import type { GroupDetails, TopGroup, TopText } from '#lib/questions/groups.ts';

/** So many knowledge bases are named in a row. */
const NAMED_BASES = 2;
/** Where texts wait for their group. */
const PENDING = 0;

/**
 * A group as a line of the list.
 * @param wasAsked whether anything was asked before the window: else nothing in it is new
 */
export function rowOfGroup(group: TopGroup, details: GroupDetails | undefined, wasAsked: boolean): QuestionRow {
  const { id, named: _named, compared, firstAt: _first, ...shown } = group;
  const change = compared && askedChange(compared.current, compared.before, group.trend);
  return {
    ...shown,
    group: id === PENDING ? null : id,
    id: String(id),
    wordings: details?.wordings ?? null,
    knowledgeBases: (details?.knowledgeBases ?? [])
      .map(({ name }) => name)
      .filter((name) => name !== '')
      .slice(0, NAMED_BASES),
    change,
    rateAbout: false,
    medianMs: details?.medianMs ?? null,
    sessions: details?.sessions ?? null,
    rising: isRising(change),
    isNew: group.isNew && wasAsked,
  };
}

/** A text as a line of the exact view. It leads to the group it lies in. */
export function rowOfText({ id, group, about, ...shown }: TopText): QuestionRow {
  return {
    ...shown,
    group: group === PENDING ? null : group,
    id: `text-${id}`,
    wordings: null,
    knowledgeBases: [],
    change: null,
    rateAbout: about,
    trend: [],
    medianMs: null,
    sessions: null,
    pinned: false,
    mixed: false,
    rising: false,
    isNew: false,
    version: 0,
  };
}
