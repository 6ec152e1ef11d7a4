import 'server-only';
import type { z } from 'zod';
import { type Measured, measuredOf, percentilesOf } from '#lib/analytics/measured.ts';
import type { performanceAnswerSchema } from '#lib/api/turns.ts';
import { answerRate } from '#lib/measures/answer-rate.ts';
import { bucketsBetween } from '#lib/measures/buckets.ts';
import { localDateText } from '#lib/measures/windows.ts';
import { dateOfDay, dayNumber, localTimeOf, startOfDay, utcText } from '#lib/measures/zones.ts';
import { type Actor, requirePermission } from '#server/core/auth/actor.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { averageTime, type Figures, findFigures } from '#server/measures/figures.ts';

type Answer = z.infer<typeof performanceAnswerSchema>;

/** The last `days` days of `zone` up to today, each of them listed, and all together: in the contract's words. */
export async function getPerformance(actor: Actor, days: number, zone: string, now = new Date()): Promise<Answer> {
  requirePermission(actor, 'analytics.read');
  const today = dayNumber(localTimeOf(zone, now.getTime()));
  const from = utcText(startOfDay(zone, dateOfDay(today - days + 1)));
  const to = utcText(startOfDay(zone, dateOfDay(today + 1)));
  const buckets = bucketsBetween(zone, from, to, 'day');
  const windows = [...buckets.map(({ startUtc, endUtc }) => ({ from: startUtc, to: endUtc })), { from, to }];
  const rows = await findFigures(prisma(), windows, { knowledgeBases: [], sources: [] });
  const found = new Map(rows.map((row) => [row.window, row]));
  const whole = found.get(buckets.length);
  const all = wordsOf(whole);
  return {
    period_days: days,
    overall: {
      total_conversations: all.total_conversations,
      total_answered: all.answered_count,
      total_unanswered: all.unanswered_count,
      overall_answer_rate: all.answer_rate,
      avg_response_time_ms: all.avg_response_time_ms,
      ...roundedPercentiles(measuredOf(whole)),
    },
    daily_metrics: buckets.map(({ local }, place) => {
      const row = found.get(place);
      return { date: localDateText(local), ...wordsOf(row), ...roundedPercentiles(measuredOf(row)) };
    }),
  };
}

function wordsOf(row: Figures | undefined) {
  const { turns = 0, answered = 0, unanswered = 0, timed = 0, milliseconds = 0 } = row ?? {};
  const average = averageTime({ timed, milliseconds });
  return {
    total_conversations: turns,
    answered_count: answered,
    unanswered_count: unanswered,
    avg_response_time_ms: average === null ? null : Math.round(average * 10) / 10,
    answer_rate: answerRate(answered, unanswered),
  };
}

function roundedPercentiles(measured: Measured) {
  const { p50, p95, p99 } = percentilesOf(measured);
  const rounded = (value: number | null) => (value === null ? null : Math.round(value));
  return { p50_response_time_ms: rounded(p50), p95_response_time_ms: rounded(p95), p99_response_time_ms: rounded(p99) };
}
