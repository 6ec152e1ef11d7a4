import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { formatCount } from '#lib/count.ts';

type PaginationProps = {
  /** One-based positions of the first and last row in sight. */
  from: number;
  to: number;
  /** All rows; leave out where counting them is not worth it. */
  total?: number;
  /** `about` before a total that was estimated. */
  estimated?: boolean;
  previousHref?: string;
  nextHref?: string;
  words?: { previous: string; next: string };
};

/** Where in the list this page is, and the pages beside it. */
export function Pagination({
  from,
  to,
  total,
  estimated,
  previousHref,
  nextHref,
  words = { previous: 'Previous', next: 'Next' },
}: PaginationProps) {
  const of = total === undefined ? '' : ` of ${estimated ? 'about ' : ''}${formatCount(total)}`;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
      <span className="text-small text-ink-2">
        Rows{' '}
        <span className="figures">
          {formatCount(from)}-{formatCount(to)}
        </span>
        {of}
      </span>
      <span className="flex gap-1">
        <Step href={previousHref} label={words.previous} icon={<ChevronLeft size={14} />} rel="prev" />
        <Step href={nextHref} label={words.next} after={<ChevronRight size={14} />} rel="next" />
      </span>
    </nav>
  );
}

type StepProps = { href?: string; label: string; icon?: React.ReactNode; after?: React.ReactNode; rel: string };

function Step({ href, label, icon, after, rel }: StepProps) {
  if (!href) {
    return (
      <Button off={rel === 'prev' ? 'This is the first page.' : 'This is the last page.'} icon={icon}>
        {label}
        {after}
      </Button>
    );
  }
  return (
    <ButtonLink href={href} rel={rel} icon={icon}>
      {label}
      {after}
    </ButtonLink>
  );
}
