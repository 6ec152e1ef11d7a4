import { CardPart } from '#components/phonebook/card-part.tsx';
import { Found } from '#components/ui/found.tsx';
import type { ContactPage, ContactRow, Reason } from '#lib/phonebook/contact.ts';
import { labelOf, numberFields } from '#lib/phonebook/fields.ts';
import { type MarkedPart, markDigits, markWords, wordShown } from '#lib/phonebook/marks.ts';

type WhyListProps = { contact: ContactRow; closeness: ContactPage['closeness'] };

/** Clue by clue: the field, what was found there, and how. */
export function WhyList({ contact, closeness }: WhyListProps) {
  const percent = Math.round(contact.confidence * 100);
  const likely = percent === 0 ? 'others fit as well' : `right in ${percent} of 100 like it`;
  const sure = closeness === 'close' ? likely : 'a guess, not a match';
  return (
    <CardPart title={closeness === 'close' ? 'Why this hit' : 'Why this guess'} after={sure}>
      <dl>
        {contact.why.map((reason) => (
          <div
            key={`${reason.field} ${reason.reason} ${reason.word}`}
            className="grid grid-cols-[92px_minmax(0,1fr)_minmax(0,auto)] gap-x-2 py-0.5"
          >
            <dt className="text-ink-2">{labelOf(reason.field)}</dt>
            <dd className="[overflow-wrap:anywhere]">
              <Found parts={partsFound(contact, reason)} />
            </dd>
            <dd className="text-right text-ink-2">{reason.reason}</dd>
          </div>
        ))}
      </dl>
    </CardPart>
  );
}

/** The word, or the number, as the entry spells it, with what was found in it. */
function partsFound(contact: ContactRow, reason: Reason): MarkedPart[] {
  const text = String(Object.entries(contact).find(([name]) => name === reason.field)?.[1] ?? '');
  if (numberFields.some((field) => field === reason.field)) return markDigits(text, [reason], reason.field);
  const word = reason.word === undefined ? undefined : wordShown(text, reason.word);
  return markWords(word ?? text, [reason], [reason.field]);
}
