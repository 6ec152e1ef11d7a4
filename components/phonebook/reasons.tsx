import { AtSign, Ear, Hash, IdCard, SpellCheck, Tag, TextCursor, UserRound, Users } from 'lucide-react';
import { Chip } from '#components/ui/chip.tsx';
import type { Reason } from '#lib/phonebook/contact.ts';
import { numberFields } from '#lib/phonebook/fields.ts';
import { nameFields, roleFields } from '#lib/phonebook/marks.ts';

/** A chip for each reason a hit was found. `strong` where it counts. */
export function Reasons({ why, strong }: { why: readonly Reason[]; strong: boolean }) {
  return mergedByRole(why)
    .slice(0, 4)
    .map((reason) => (
      <Chip key={`${reason.field} ${reason.reason} ${reason.word}`} icon={<ReasonIcon {...reason} />} strong={strong}>
        {inShort(reason)}
      </Chip>
    ));
}

/** The icon says that it is a role, and the line below which one: more reasons fit. */
function inShort({ field, reason }: Reason): string {
  return roleFields.includes(field) && reason.startsWith(`${field} `) ? reason.slice(field.length + 1) : reason;
}

/** Words of one name or role that stand as they were typed are one reason: division district 3. */
function mergedByRole(why: readonly Reason[]): Reason[] {
  const merged: Reason[] = [];
  for (const reason of why) {
    const before = merged.find(({ field }) => field === reason.field);
    if (before !== undefined && isPlain(reason) && before.reason.startsWith(plainStart(reason.field)))
      before.reason += ` ${reason.word}`;
    else merged.push({ ...reason });
  }
  return merged;
}

function isPlain({ field, reason, word }: Reason): boolean {
  return [...roleFields, ...nameFields].includes(field) && reason === plainStart(field) + word;
}

function plainStart(field: string): string {
  return nameFields.includes(field) ? 'name ' : `${field} `;
}

const byWords = [
  { words: /sound/, icon: Ear },
  { words: /letter|typ|spel/, icon: SpellCheck },
  { words: /^starts/, icon: TextCursor },
  { words: /shared/, icon: Users },
] as const;

function ReasonIcon({ field, reason }: Reason) {
  const said = reason.startsWith(plainStart(field)) ? undefined : byWords.find(({ words }) => words.test(reason));
  const Icon = said?.icon ?? iconOf(field);
  return <Icon size={11} aria-hidden="true" />;
}

function iconOf(field: string) {
  if (field === 'employee_id') return IdCard;
  if (/email/.test(field)) return AtSign;
  if (numberFields.some((name) => name === field)) return Hash;
  return nameFields.includes(field) ? UserRound : Tag;
}
