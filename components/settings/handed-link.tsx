'use client';

import { Button } from '#components/ui/button.tsx';
import { SecretText } from '#components/ui/secret-text.tsx';
import type { HandedLink } from '#lib/account/schema.ts';
import { formatSpan } from '#lib/time.ts';

/** A link that opens once, with how long it does, and the one button that says it was taken down. */
export function HandedLinkView({ link, onDone }: { link: HandedLink; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">
        It opens once, within {formatSpan(link.goodForMs)}, and lets them choose a password. It is shown only now.
      </p>
      <SecretText text={`${window.location.origin}${link.path}`} what="Link" />
      <div className="flex justify-end">
        <Button size={32} variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
