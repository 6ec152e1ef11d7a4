import { UserRound } from 'lucide-react';
import { PaletteRow } from '#components/layout/palette-row.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { Found } from '#components/ui/found.tsx';
import type { PalettePerson } from '#lib/palette.ts';
import { numberFields } from '#lib/phonebook/fields.ts';
import { markDigits, markWords, nameFields } from '#lib/phonebook/marks.ts';

type PersonRowProps = { person: PalettePerson; value: string; isGuess: boolean; onSelect: () => void };

/** Somebody found: the letters and digits it was by, the first reason, the number to call. */
export function PersonRow({ person, value, isGuess, onSelect }: PersonRowProps) {
  const { name, detail, number, why } = person;
  const dialled = why.find(({ field }) => numberFields.some((known) => known === field))?.field ?? '';
  return (
    <PaletteRow
      value={value}
      icon={<UserRound size={16} strokeWidth={1.6} />}
      onSelect={onSelect}
      after={
        number === null ? (
          <span className="text-ink-3">no number</span>
        ) : (
          <span className="figures max-w-44 truncate">
            <Found parts={markDigits(number, why, dialled)} />
          </span>
        )
      }
    >
      <span className={isGuess ? 'truncate font-medium text-ink-2' : 'truncate font-medium'}>
        <Found parts={markWords(name, why, nameFields)} />
      </span>
      <span className="min-w-0 flex-1 truncate text-ink-2">{detail}</span>
      {why[0] && (
        <span className="self-center phone:hidden">
          <Chip>{why[0].reason}</Chip>
        </span>
      )}
    </PaletteRow>
  );
}
