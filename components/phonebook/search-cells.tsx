import { KindBadge, NameLink, NoNumber, Sorted } from '#components/phonebook/cell-parts.tsx';
import { Reasons } from '#components/phonebook/reasons.tsx';
import { Found } from '#components/ui/found.tsx';
import { Td, Th } from '#components/ui/table.tsx';
import { cx } from '#lib/class-names.ts';
import type { ContactRow } from '#lib/phonebook/contact.ts';
import { markDigits, markWords, roleFields } from '#lib/phonebook/marks.ts';
import type { PhonebookParams } from '#lib/phonebook/params.ts';
import { numbersAt, roleLine } from '#lib/phonebook/shown.ts';

/** The heads of a search. A guess has no degree: nothing says that it is right. */
export function SearchHead({ params, isGuess }: { params: PhonebookParams; isGuess: boolean }) {
  return (
    <>
      <Th hidden>Place</Th>
      <Sorted sort="name" params={params} className="w-[156px] min-w-[156px]">
        Name
      </Sorted>
      <Th className="w-full">Why</Th>
      <Th align="end">Number</Th>
      {!isGuess && <Th align="end">Match</Th>}
    </>
  );
}

/** A probability in percent. Under one in a hundred it says nothing, as among many who fit alike. */
function Share({ of }: { of: number }) {
  const percent = Math.round(of * 100);
  if (percent === 0) return null;
  return (
    <>
      {percent}
      <span className="pl-0.5 font-sans text-micro font-normal text-ink-3">%</span>
    </>
  );
}

type SearchCellsProps = { row: ContactRow; position: number; isSelected: boolean; isGuess: boolean };

/** A hit: its place for Alt and a digit, who, why, the numbers, how well it fits. */
export function SearchCells({ row, position, isSelected, isGuess }: SearchCellsProps) {
  const numbers = numbersAt(row, row.dials).slice(0, 2);
  return (
    <>
      <Td mono className="w-9 pr-0 text-right text-small text-ink-3">
        {position < 9 && position + 1}
      </Td>
      <Td colSpan={2} className="w-full max-w-0">
        <span className="flex items-center gap-3">
          <span className={cx('flex max-w-[70%] min-w-36 items-center gap-2', isGuess && 'text-ink-2')}>
            <NameLink row={row} />
            <KindBadge row={row} />
          </span>
          <span className="flex h-[18px] min-w-0 flex-1 flex-wrap gap-1 overflow-hidden">
            <Reasons why={row.why} strong={isSelected && !isGuess} />
          </span>
        </span>
        <span className="block truncate text-small text-ink-2">
          <Found parts={markWords(roleLine(row), row.why, roleFields)} />
        </span>
      </Td>
      <Td align="end" mono>
        {numbers.length === 0 && <NoNumber />}
        {numbers.map(({ field, value }, place) => (
          <span key={field} className={cx('block max-w-44 truncate', place > 0 && 'text-small text-ink-2')}>
            <Found parts={markDigits(value ?? '', row.why, field)} />
          </span>
        ))}
      </Td>
      {!isGuess && (
        <Td align="end" mono className={isSelected ? 'font-medium text-accent' : 'text-ink-2'}>
          <Share of={row.confidence} />
        </Td>
      )}
    </>
  );
}
