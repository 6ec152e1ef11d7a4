import { requireActor } from '#server/core/auth/require-actor.ts';
import { exportQuestionSet } from '#server/questions/gaps/question-set.ts';

/** The fixed gaps as a question set, a JSON object a line, to ask the bot again. */
export async function GET(): Promise<Response> {
  const actor = await requireActor('gaps.triage');
  return new Response(await exportQuestionSet(actor), {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="fixed-questions.jsonl"',
      'cache-control': 'no-store',
    },
  });
}
