import { CardPart } from '#components/phonebook/card-part.tsx';
import { Found } from '#components/ui/found.tsx';
import type { ContactPage, ContactRow, Reason } from '#lib/phonebook/contact.ts';
import { labelOf, numberFields } from '#lib/phonebook/fields.ts';
import { type MarkedPart, markDigits, markWords, wordShown } from '#lib/phonebook/marks.ts';

type WhyTableProps = { contact: ContactRow; closeness: ContactPage['closeness'] };

/** Clue by clue: the field, what was found there, and how. */
export function WhyTable({ contact, closeness }: WhyTableProps) {
  const sure = closeness === 'close' ? `match ${Math.round(contact.confidence * 100)} %` : 'a guess, not a match';
  return (
    <CardPart title={closeness === 'close' ? 'Why this hit' : 'Why this guess'} after={sure}>
      <table className="w-full">
        <tbody>
          {contact.why.map((reason) => (
            <tr key={`${reason.field} ${reason.reason}`} className="align-baseline">
              <th scope="row" className="w-[92px] py-0.5 pr-2 text-left font-normal text-ink-2">
                {labelOf(reason.field)}
              </th>
              <td className="py-0.5 pr-2 [overflow-wrap:anywhere]">
                <Found parts={partsFound(contact, reason)} />
              </td>
              <td className="py-0.5 text-right text-ink-2">{reason.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
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
