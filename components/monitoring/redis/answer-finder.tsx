'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { NothingFound } from '#components/ui/states.tsx';
import { useSubmit } from '#components/ui/use-submit.ts';
import { formatBytes } from '#lib/monitoring/bytes.ts';
import type { CachedAnswer } from '#lib/monitoring/lightrag/pass.ts';
import { formatSpan } from '#lib/time.ts';
import { findAnswersAction } from '#server/monitoring/lightrag/actions.ts';

/** Looks up what is cached for one question, in every knowledge base counted. */
export function AnswerFinder() {
  const [found, setFound] = useState<CachedAnswer[]>();
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
        {found?.length === 0 && (
          <NothingFound title="No knowledge base has an answer cached for it.">
            The chatbot keeps one for exactly these words, or none.
          </NothingFound>
        )}
        {found?.map((answer) => (
          <Answer key={answer.base} answer={answer} />
        ))}
      </div>
    </div>
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
