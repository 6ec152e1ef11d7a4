import { Pagination } from '#components/ui/pagination.tsx';
import { formatCount } from '#lib/count.ts';
import { LAST_PAGE, PAGE_SIZE, type QuestionParams, questionsHref } from '#lib/questions/params.ts';

type FootProps = {
  params: QuestionParams;
  shown: number;
  /** On all pages; null where that is not counted. */
  matching: number | null;
  /** Whether there is a page after this one. */
  more: boolean;
};

/** Where in the list one is, and the pages beside it. */
export function QuestionFoot({ params, shown, matching, more }: FootProps) {
  const { page } = params;
  const from = (page - 1) * PAGE_SIZE + 1;
  return (
    <>
      <Pagination
        from={from}
        to={from + shown - 1}
        total={matching ?? undefined}
        previousHref={page > 1 ? questionsHref(params, { page: page - 1 }) : undefined}
        nextHref={more && page < LAST_PAGE ? questionsHref(params, { page: page + 1 }) : undefined}
      />
      {page === LAST_PAGE && more && (
        <p className="px-5 pb-3 text-small text-ink-2">
          {`The list ends at row ${formatCount(LAST_PAGE * PAGE_SIZE)}. Words or another order show the rest.`}
        </p>
      )}
    </>
  );
}
