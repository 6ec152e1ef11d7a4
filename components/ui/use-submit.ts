'use client';

import { type FormEvent, useState, useTransition } from 'react';
import { type Failure, noAnswer, type Result } from '#lib/result.ts';

/** A form's state: what to put on the form, whether it is under way, and what came back. */
export type Submission = {
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  busy: boolean;
  failure: Failure | undefined;
  /** The sentence for a field; the rest of a failure belongs above the button. */
  errorOf: (field: string) => string | undefined;
  /** The sentence of a failure that belongs to no field. */
  message: string | undefined;
};

/**
 * Sends a form and keeps what was typed when it fails or its answer is lost. Give the form `method="post"` as well: sent before the page is
 * awake, its fields must not land in the address.
 */
export function useSubmit<T>(send: (fields: FormData) => Promise<Result<T>>, done: (value: T) => void): Submission {
  const [failure, setFailure] = useState<Failure>();
  const [busy, start] = useTransition();
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    start(async () => {
      const result = await send(fields).catch(noAnswer);
      setFailure(result.ok ? undefined : result);
      if (result.ok) done(result.value);
    });
  };
  const errorOf = (field: string) => failure?.fieldErrors?.[field];
  const message = failure?.fieldErrors === undefined ? failure?.message : undefined;
  return { onSubmit, busy, failure, errorOf, message };
}
