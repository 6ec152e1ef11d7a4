import type { ShownOnce } from '#components/settings/shown-once-dialog.tsx';
import type { HandedLink } from '#lib/account/schema.ts';
import { formatSpan } from '#lib/time.ts';

/** A link that lets somebody choose a password, as it is shown to who hands it over. Browser only: it takes the page's origin. */
export function shownLink(link: HandedLink): ShownOnce {
  return {
    title: 'Hand over this link',
    sentence: `It opens once, within ${formatSpan(link.goodForMs)}, and lets them choose a password. It is shown only now.`,
    secret: `${window.location.origin}${link.path}`,
    what: 'Link',
  };
}
