'use client';

import { Printer } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';

/** Ten codes, each good for one sign-in without the phone; shown once. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p>
        Keep these recovery codes where your phone is not. Each signs you in once without it. They are shown only now;
        older ones no longer work.
      </p>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-control bg-sunken p-4 font-mono sm:w-max">
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 print:hidden">
        <CopyButton text={codes.join('\n')} what="Codes" withText size={32} />
        <Button size={32} icon={<Printer size={14} />} onClick={() => window.print()}>
          Print
        </Button>
        <Button size={32} variant="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
