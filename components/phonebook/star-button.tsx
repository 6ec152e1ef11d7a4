'use client';

import { Star } from 'lucide-react';
import { useAtHand } from '#components/layout/at-hand.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { cx } from '#lib/class-names.ts';
import type { Handy } from '#lib/phonebook/at-hand.ts';

/** Keeps an entry among the viewer's favourites, or no longer. */
export function StarButton({ contact, bordered }: { contact: Handy; bordered?: boolean }) {
  const { favourites, star } = useAtHand();
  const starred = favourites.some((one) => one.id === contact.id);
  return (
    <IconButton
      label={starred ? 'No longer a favourite' : 'Keep as a favourite'}
      aria-pressed={starred}
      data-star
      bordered={bordered}
      icon={<Star size={15} className={cx(starred && 'fill-current')} />}
      onClick={() => star(contact)}
    />
  );
}
