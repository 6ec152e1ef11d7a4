import Link from 'next/link';
import { AnsweredBar } from '#components/charts/row-bars.tsx';
import { PanelHead } from '#components/layout/page-head.tsx';
import { Time } from '#components/ui/time.tsx';
import { sessionHref } from '#lib/conversations/params.ts';
import { countOf, formatCount } from '#lib/count.ts';
import { type AnswerKind, answersWords } from '#lib/questions/answers.ts';

type AnswersProps = {
  answers: readonly AnswerKind[];
  looked: number;
  /** Whether there may be more turns than were looked at. */
  bounded: boolean;
  /** How many different answers were compared with no other. */
  uncompared: number;
  zone: string;
  now: Date;
};

const SHOWN = 8;

/** What the bot said, like answers together: whether it answers one question differently. */
export function AnswersPanel({ answers, looked, bounded, uncompared, zone, now }: AnswersProps) {
  const rest = answers.slice(SHOWN);
  return (
    <section aria-label="Answers given" className="min-w-0">
      <PanelHead
        title="Answers given"
        note={
          looked > 0 &&
          (bounded ? `in the latest ${countOf(looked, 'turn', 'turns')}` : `in ${countOf(looked, 'turn', 'turns')}`)
        }
      />
      <p className="px-5 pt-2 pb-1 text-ink-2 phone:px-4">{answersWords(answers, { looked, bounded })}</p>
      <ol>
        {answers.slice(0, SHOWN).map((kind) => (
          <li key={kind.text} className="border-b border-line px-5 py-2.5 phone:px-4">
            <p className="line-clamp-4 whitespace-pre-line wrap-anywhere">{kind.text}</p>
            <p className="mt-1 flex flex-wrap items-center gap-x-3 text-small text-ink-2">
              <span className="figures">{countOf(kind.turns, 'turn', 'turns')}</span>
              <span className="flex items-center gap-1.5">
                <AnsweredBar {...kind} asked={kind.turns} />
                {outcomeWords(kind)}
              </span>
              <Link href={sessionHref(kind.last.sessionId, kind.last)} prefetch={false} className="link touch">
                last <Time value={kind.last.at} zone={zone} now={now} />
              </Link>
            </p>
            {kind.variants.length > 0 && (
              <details className="mt-1">
                <summary className="touch cursor-pointer text-small text-ink-2">
                  {countOf(kind.variants.length, 'wording', 'wordings')} nearly the same
                </summary>
                {kind.variants.map((variant) => (
                  <p
                    key={variant}
                    className="mt-1.5 border-l-2 border-line pl-3 whitespace-pre-line text-ink-2 wrap-anywhere"
                  >
                    {variant}
                  </p>
                ))}
              </details>
            )}
          </li>
        ))}
      </ol>
      {rest.length > 0 && (
        <p className="px-5 py-2 text-small text-ink-2 phone:px-4">
          {`${countOf(rest.length, 'answer', 'answers')} more, together in ${countOf(
            rest.reduce((sum, { turns }) => sum + turns, 0),
            'turn',
            'turns',
          )}.`}
        </p>
      )}
      {uncompared > 0 && (
        <p className="px-5 py-2 text-small text-ink-2 phone:px-4">
          {`${countOf(uncompared, 'rare answer was', 'rare answers were')} not compared with the others, so some may say nearly the same.`}
        </p>
      )}
    </section>
  );
}

function outcomeWords({ answered, unanswered, partial, turns }: AnswerKind): string {
  if (unanswered === turns) return 'counts as unanswered';
  if (answered === turns) return 'counts as answered';
  const parts = [
    answered > 0 && `${formatCount(answered)} answered`,
    partial > 0 && `${formatCount(partial)} in part`,
    unanswered > 0 && `${formatCount(unanswered)} not`,
  ];
  return parts.filter(Boolean).join(', ') || 'not judged';
}
