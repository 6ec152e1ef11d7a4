'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { NothingFound } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { countOf, formatCount } from '#lib/count.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import type { CachedAnswer, FoundAnswers } from '#lib/monitoring/lightrag/pass.ts';
import { formatSpan } from '#lib/time.ts';
import { findAnswersAction } from '#server/monitoring/lightrag/actions.ts';

/** Looks up what is cached for one question, in every knowledge base that is known. */
export function AnswerFinder({ zone }: { zone: string }) {
  const [found, setFound] = useState<FoundAnswers>();
  const form = useSubmit((fields) => findAnswersAction(fields.get('question')), setFound);
  return (
    <div className="border-b border-line">
      <form method="post" onSubmit={form.onSubmit} className="flex flex-wrap items-start gap-3 px-5 py-4">
        <Field
          label="Look up what is cached for a question"
          hint="Word for word; capitals and white space do not matter."
          error={form.errorOf('question') ?? form.failure?.message}
          className="min-w-64 flex-1 md:max-w-xl"
        >
          <Input name="question" required maxLength={2_000} autoComplete="off" />
        </Field>
        <Button type="submit" size={32} busy={form.busy} className="mt-6">
          Look it up
        </Button>
      </form>
      <div aria-live="polite">
        {found?.answers.length === 0 && <None found={found} zone={zone} />}
        {found?.answers.map((answer) => (
          <Answer key={answer.base} answer={answer} />
        ))}
      </div>
    </div>
  );
}

/** Says where it was looked for: what is kept elsewhere is not known. */
function None({ found: { bases, countedAt, others }, zone }: { found: FoundAnswers; zone: string }) {
  const where = bases === 1 ? 'The one knowledge base' : `None of the ${formatCount(bases)} knowledge bases`;
  return (
    <NothingFound title={`${where} that ${bases === 1 ? 'is known has no' : 'are known has an'} answer cached for it.`}>
      {countedAt !== null && (
        <>
          Counted <Time value={countedAt} zone={zone} />, with those seen in Redis since.{' '}
        </>
      )}
      {others > 0 && `${countOf(others, 'entry', 'entries')} of further ones were not looked at. `}
      The chatbot keeps an answer for exactly these words.
    </NothingFound>
  );
}

function Answer({ answer: { base, text, cut, bytes, unusedSeconds, endsInSeconds } }: { answer: CachedAnswer }) {
  const facts = [
    formatBytes(bytes),
    unusedSeconds === null ? null : `not used for ${formatSpan(unusedSeconds * 1_000)}`,
    endsInSeconds === null ? 'never ends' : `ends in ${formatSpan(endsInSeconds * 1_000)}`,
  ];
  return (
    <article aria-label={`Answer cached for ${base}`} className="border-t border-line px-5 py-3">
      <p className="mb-1">
        <span className="font-medium">{base}</span>{' '}
        <span className="text-ink-2">{facts.filter((fact) => fact !== null).join(', ')}</span>
      </p>
      <p className="max-h-80 max-w-prose overflow-y-auto whitespace-pre-wrap wrap-anywhere">{text}</p>
      {cut && <p className="mt-1 text-ink-2">The rest is not shown.</p>}
    </article>
  );
}
