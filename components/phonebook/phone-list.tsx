'use client';

import { Mail, Phone } from 'lucide-react';
import Link from 'next/link';
import { useAtHand } from '#components/layout/at-hand.tsx';
import { Reasons } from '#components/phonebook/reasons.tsx';
import { RestoreButton } from '#components/phonebook/restore-button.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Found } from '#components/ui/found.tsx';
import { cx } from '#lib/class-names.ts';
import { handyOf } from '#lib/phonebook/at-hand.ts';
import type { ContactPage, ContactRow } from '#lib/phonebook/contact.ts';
import { markDigits, markWords, nameFields } from '#lib/phonebook/marks.ts';
import type { PhonebookParams } from '#lib/phonebook/params.ts';
import { mailHref, numbersAt, roleLine } from '#lib/phonebook/shown.ts';

/** The list on a phone. The best hit of a search is opened in place, ready to call; a guess is not. */
export function PhoneList({ page, params }: { page: ContactPage; params: PhonebookParams }) {
  const opensFirst = params.q.trim() !== '' && page.closeness === 'close';
  return (
    <ul aria-label="Contacts" className="md:hidden">
      {page.rows.map((row, position) =>
        opensFirst && position === 0 ? (
          <BestHit key={row.id} row={row} />
        ) : (
          <PhoneRow key={row.id} row={row} isDeleted={params.deleted} isGuess={page.closeness === 'nearest'} />
        ),
      )}
    </ul>
  );
}

function BestHit({ row }: { row: ContactRow }) {
  const { used } = useAtHand();
  const onUse = () => used(handyOf(row, row.dials));
  const numbers = numbersAt(row, row.dials);
  const mail = row.email && mailHref(row.email);
  const percent = Math.round(row.confidence * 100);
  return (
    <li className="border-b border-line bg-accent-tint px-4 py-3 shadow-[inset_2px_0_0_var(--color-accent)]">
      <div className="flex items-baseline justify-between gap-3">
        <Link href={`/phonebook/${row.id}`} className="touch flex items-center text-title font-semibold">
          <span>
            <Found parts={markWords(row.full_name, row.why, nameFields)} />
          </span>
        </Link>
        {percent > 0 && (
          <span className="figures text-accent">
            {percent}
            <span className="pl-0.5 font-sans text-small">%</span>
          </span>
        )}
      </div>
      <p className="text-ink-2">{roleLine(row)}</p>
      <p className="my-2 flex flex-wrap gap-1">
        <Reasons why={row.why} strong />
      </p>
      <div className="flex flex-col gap-2">
        {numbers.map(({ field, label, value, href }, position) => (
          <div key={field} className="flex gap-2">
            <a
              href={href ?? undefined}
              onClick={onUse}
              aria-label={`Call ${label.toLowerCase()} ${value}`}
              className={cx(
                buttonClasses({ variant: position === 0 ? 'primary' : 'default' }),
                'figures min-w-0 flex-1',
              )}
            >
              <Phone size={16} aria-hidden="true" />
              <span className="truncate">{value}</span>
            </a>
            <CopyButton text={value ?? ''} what={label} onCopy={onUse} />
          </div>
        ))}
        {mail && (
          <a href={mail} onClick={onUse} className={cx(buttonClasses({}), 'min-w-0')}>
            <Mail size={16} aria-hidden="true" />
            <span className="truncate">{row.email}</span>
          </a>
        )}
      </div>
    </li>
  );
}

type PhoneRowProps = { row: ContactRow; isDeleted: boolean; isGuess: boolean };

function PhoneRow({ row, isDeleted, isGuess }: PhoneRowProps) {
  const { used } = useAtHand();
  const [number] = numbersAt(row, row.dials);
  return (
    <li className={cx('border-b border-line pl-4', isGuess && 'border-dashed text-ink-2')}>
      <div className="flex min-h-14 items-center gap-2 pr-2">
        <Link href={`/phonebook/${row.id}`} prefetch={false} className="min-w-0 flex-1 py-2">
          <span className={cx('block truncate text-strong font-medium', isDeleted && 'text-ink-3 line-through')}>
            <Found parts={markWords(row.full_name, row.why, nameFields)} />
          </span>
          <span className="block truncate text-small text-ink-2">{roleLine(row)}</span>
        </Link>
        {isDeleted && <RestoreButton id={row.id} name={row.full_name} />}
        {!isDeleted && number && (
          <a
            href={number.href ?? undefined}
            onClick={() => used(handyOf(row, row.dials))}
            aria-label={`Call ${row.full_name}`}
            className="touch figures flex max-w-44 shrink-0 items-center gap-3 pr-2 text-base"
          >
            <span className="truncate">
              <Found parts={markDigits(number.value ?? '', row.why, number.field)} />
            </span>
            <Phone size={18} aria-hidden="true" className="shrink-0 text-ink-2" />
          </a>
        )}
        {!isDeleted && !number && <span className="shrink-0 pr-2 text-small text-ink-3">no number</span>}
      </div>
      {row.why.length > 0 && (
        <p className="flex flex-wrap gap-1 pb-2">
          <Reasons why={row.why} strong={false} />
        </p>
      )}
    </li>
  );
}
