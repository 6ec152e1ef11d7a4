import { Fragment } from 'react';
import type { ContactPage } from '#lib/phonebook/contact.ts';

/** Under the box: how each word was read. Nothing where there is nothing to tell. */
export function ReadAs({ readAs }: Pick<ContactPage, 'readAs'>) {
  if (readAs.length === 0) return null;
  return (
    <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 phone:gap-x-4 px-5 pb-3 text-small text-ink-2 phone:px-4">
      <span>Read as</span>
      {readAs.map(({ word, as }, position) => (
        <Fragment key={`${word} ${as}`}>
          {position > 0 && (
            <span aria-hidden="true" className="mx-1 text-line-strong phone:hidden">
              |
            </span>
          )}
          <span className="min-w-0 break-words">
            <b className="figures pr-1 font-normal text-ink-1">{word}</b> {as}
          </span>
        </Fragment>
      ))}
    </p>
  );
}
