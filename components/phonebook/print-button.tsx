'use client';

import { Printer } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useKeys } from '#components/layout/keys.tsx';
import { Button } from '#components/ui/button.tsx';

type PrintButtonProps = {
  /** Where the whole list is on one page, when it is not here. */
  wholeHref: string | null;
  /** This page was opened to be printed. */
  atOnce: boolean;
};

/** Prints the list; what fills several pages on the screen is brought onto one first. */
export function PrintButton({ wholeHref, atOnce }: PrintButtonProps) {
  const router = useRouter();
  const print = () => (wholeHref === null ? window.print() : router.push(wholeHref));
  const printed = useRef(false);
  useEffect(() => {
    if (!atOnce || printed.current) return;
    printed.current = true;
    window.print();
  }, [atOnce]);
  useKeys('Department', [
    { keys: 'p', label: 'print', foot: true, run: print },
    { keys: 'ArrowLeft', label: 'to the organisation', foot: true, run: () => router.push('/phonebook/departments') },
  ]);
  return (
    <Button icon={<Printer size={14} />} keys={['P']} onClick={print}>
      Print
    </Button>
  );
}
