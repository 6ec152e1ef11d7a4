import 'server-only';
import { comparedSpans, type Span, type Window } from '#lib/measures/windows.ts';
import type { QuestionRow } from '#lib/questions/board.ts';
import { type GroupKind, MOST_WORDINGS, type QuestionTotals } from '#lib/questions/groups.ts';
import { LAST_PAGE, PAGE_SIZE, type QuestionParams } from '#lib/questions/params.ts';
import { rowOfGroup, rowOfText } from '#lib/questions/rows.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { getGroupDetails } from '#server/questions/counts/details.ts';
import { findTopTexts, type ToldWish, walkTopTexts } from '#server/questions/counts/texts.ts';
import { findTopGroups } from '#server/questions/counts/top.ts';
import { getExtent, getQuestionWindow } from '#server/questions/groups/window.ts';

/** A page of the list: what is asked by meaning, or what stands apart from it. */
export type QuestionList = {
  window: Window;
  totals: QuestionTotals;
  /** On all pages; null where that is not counted. */
  matching: number | null;
  /** Whether there is a page after this one. */
  more: boolean;
  /** Whether time ran out while texts were looked through. */
  bounded: boolean;
  rows: QuestionRow[];
};

const listed: Record<QuestionParams['view'], readonly GroupKind[]> = {
  meaning: ['question'],
  exact: [],
  'small-talk': ['greeting', 'thanks', 'follow_up', 'not_question'],
};

/**
 * A page of what the address asks for, with all that a line shows: groups in three statements, exact texts as long as it takes.
 * @param mostWordings as `getGroupDetails` has it
 */
export async function findQuestionList(
  actor: Actor,
  params: QuestionParams,
  zone: string,
  now: Date,
  mostWordings: number | null = MOST_WORDINGS + 1,
): Promise<QuestionList> {
  requirePermission(actor, 'questions.read');
  const window = await getQuestionWindow(actor, params, zone, now);
  const spans = comparedSpans(zone, window, now);
  const offset = (params.page - 1) * PAGE_SIZE;
  const { totals, matching, groups } = await findTopGroups(actor, {
    ...spanOf(window),
    compared: spans && { until: spans.current.toUtc, before: spanOf(spans.before) },
    now,
    limit: PAGE_SIZE,
    offset,
    kinds: listed[params.view],
    order: params.order,
    // Exact texts look for words by themselves, and need the totals alone.
    words: params.view === 'exact' ? '' : params.query,
  });
  if (params.view === 'exact') {
    const wish = { ...textsWish(params, window, totals), limit: PAGE_SIZE, offset };
    const { texts, more, bounded } = await findTopTexts(actor, wish);
    return { window, totals, matching: null, more, bounded, rows: texts.map(rowOfText) };
  }
  const details = await getGroupDetails(
    actor,
    groups.map(({ id }) => id),
    spanOf(window),
    mostWordings,
  );
  const ofGroup = new Map(details.map((one) => [one.id, one]));
  // Where nothing was asked before the window, everything would be new.
  const first = (await getExtent(actor))?.firstUtc ?? null;
  const wasAsked = first !== null && first < window.fromUtc;
  const rows = groups.map((group) => rowOfGroup(group, ofGroup.get(group.id), wasAsked));
  return { window, totals, matching, more: offset + rows.length < matching, bounded: false, rows };
}

/** All pages of what the address asks for, as far as the list is walked, with all wordings counted: exact texts in one walk that takes its time. */
export async function* walkQuestionList(
  actor: Actor,
  params: QuestionParams,
  zone: string,
  now: Date,
): AsyncGenerator<Pick<QuestionList, 'rows' | 'more' | 'bounded'>> {
  requirePermission(actor, 'questions.read');
  if (params.view === 'exact') {
    const window = await getQuestionWindow(actor, params, zone, now);
    const { totals } = await findTopGroups(actor, { ...spanOf(window), ...noGroups, now });
    const pages = { most: LAST_PAGE * PAGE_SIZE, page: PAGE_SIZE };
    for await (const { texts, ...page } of walkTopTexts(actor, textsWish(params, window, totals), pages))
      yield { ...page, rows: texts.map(rowOfText) };
    return;
  }
  for (let page = 1; page <= LAST_PAGE; page += 1) {
    const list = await findQuestionList(actor, { ...params, page }, zone, now, null);
    yield list;
    if (!list.more) return;
  }
}

const noGroups = { compared: null, limit: 0, offset: 0, kinds: [], order: 'asked' } as const;

function textsWish({ query }: QuestionParams, window: Window, totals: QuestionTotals): ToldWish {
  return { ...spanOf(window), words: query, turns: turnsIn(totals) };
}

function spanOf({ fromUtc, toUtc }: Span): { from: string; to: string } {
  return { from: fromUtc, to: toUtc };
}

function turnsIn({ questions, pending, greetings, thanks, followUps, marked }: QuestionTotals): number {
  return questions + pending + greetings + thanks + followUps + marked;
}
