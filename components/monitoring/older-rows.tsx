import { ButtonLink } from '#components/ui/button.tsx';

type OlderProps = {
  /** Where the list begins; null at its beginning. */
  newestHref: string | null;
  /** Where it goes on; null at its end. */
  olderHref: string | null;
};

/** The ways from one page of a list, newest first, to its beginning and to what is older; nothing where one page is all. */
export function OlderRows({ newestHref, olderHref }: OlderProps) {
  if (newestHref === null && olderHref === null) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-1 px-5 py-3">
      {newestHref !== null && <ButtonLink href={newestHref}>Newest</ButtonLink>}
      {olderHref !== null && (
        <ButtonLink href={olderHref} rel="next">
          Older
        </ButtonLink>
      )}
    </nav>
  );
}
