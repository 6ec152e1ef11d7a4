import 'server-only';
import { formatCount } from '#lib/count.ts';
import type { QuestionRow } from '#lib/questions/board.ts';
import { LAST_PAGE, PAGE_SIZE, type QuestionParams } from '#lib/questions/params.ts';
import { recordAudit } from '#server/core/audit/record.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { csvLines, UTF8_MARK } from '#server/core/csv.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { walkQuestionList } from '#server/questions/list.ts';

type Column = { head: string; cell: (row: QuestionRow) => string | number | null };

/** The columns of the file, in their order. */
const columns: readonly Column[] = [
  { head: 'question', cell: ({ question }) => question },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'wordings', cell: ({ wordings }) => wordings },
  { head: 'knowledge_bases', cell: ({ knowledgeBases }) => knowledgeBases.join(', ') },
  { head: 'asked', cell: ({ asked }) => asked },
  { head: 'share_percent', cell: ({ share }) => rounded(share * 100) },
  { head: 'change_percent', cell: ({ change }) => (change === null ? null : rounded(change.value * 100)) },
  { head: 'answered', cell: ({ answered }) => answered },
  { head: 'unanswered', cell: ({ unanswered }) => unanswered },
  { head: 'partial', cell: ({ partial }) => partial },
  { head: 'answer_rate_percent', cell: ({ rate }) => rate },
  { head: 'answers_estimated', cell: ({ rateAbout }) => (rateAbout ? 'yes' : '') },
  { head: 'median_response_ms', cell: ({ medianMs }) => (medianMs === null ? null : Math.round(medianMs)) },
  { head: 'sessions', cell: ({ sessions }) => sessions?.count ?? null },
  { head: 'sessions_estimated', cell: ({ sessions }) => (sessions?.about ? 'yes' : '') },
  { head: 'marks', cell: marksOf },
  { head: 'group_id', cell: ({ group }) => group },
];

/**
 * The list as it is on screen, all its pages, as CSV in chunks of one page: each chunk a statement of its own, so that a slow
 * reader holds no connection. A file that is not whole says so in its last row. In no cell does a formula begin.
 */
export async function exportQuestions(
  actor: Actor,
  params: QuestionParams,
  zone: string,
  now: Date,
): Promise<AsyncIterable<Uint8Array>> {
  requirePermission(actor, 'questions.export');
  const { view, window, order, query } = params;
  const details = { view, window: window.name, order, filters: query === '' ? [] : ['words'] };
  await recordAudit(prisma(), actor, {
    action: 'questions.export',
    targetType: 'questions',
    targetId: 'list',
    details,
  });
  return readFile(actor, params, zone, now);
}

async function* readFile(actor: Actor, params: QuestionParams, zone: string, now: Date): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(UTF8_MARK + csvLines([columns.map(({ head }) => head)]));
  const written = new Set<string>();
  let missing: string | null = null;
  for await (const { rows, more, bounded } of walkQuestionList(actor, params, zone, now)) {
    // Somebody asked meanwhile, and a group went over the edge of two pages.
    const fresh = rows.filter(({ id }) => !written.has(id));
    for (const { id } of fresh) written.add(id);
    yield encoder.encode(csvLines(fresh.map((row) => columns.map(({ cell }) => cell(row)))));
    missing = missingWords(more, bounded);
  }
  if (missing !== null) yield encoder.encode(csvLines([columns.map((_, place) => (place === 0 ? missing : null))]));
}

/** What the last row says of a file that is not whole: after the last page, `more` are left out. */
function missingWords(more: boolean, bounded: boolean): string | null {
  if (bounded) return 'This file is not whole: reading the rest took too long. A shorter time or a word helps.';
  if (!more) return null;
  return `This file is not whole: the list ends at row ${formatCount(LAST_PAGE * PAGE_SIZE)}. A shorter time or words show the rest.`;
}

function marksOf({ pinned, mixed, rising, isNew }: QuestionRow): string {
  return [pinned && 'pinned', mixed && 'mixed', rising && 'rising', isNew && 'new'].filter(Boolean).join(' ');
}

function rounded(percent: number): number {
  return Math.round(percent * 10) / 10;
}
