import { Pagination } from '#components/ui/pagination.tsx';
import { formatCount } from '#lib/count.ts';
import { LAST_PAGE, PAGE_SIZE, type QuestionParams, questionsHref } from '#lib/questions/params.ts';

type FootProps = { params: QuestionParams; shown: number; matching: number };

/** Where in the list one is, and the pages beside it. */
export function QuestionFoot({ params, shown, matching }: FootProps) {
  const { page } = params;
  const pages = pagesOf(matching);
  const from = (page - 1) * PAGE_SIZE + 1;
  return (
    <>
      <Pagination
        from={from}
        to={from + shown - 1}
        total={matching}
        previousHref={page > 1 ? questionsHref(params, { page: page - 1 }) : undefined}
        nextHref={page < pages ? questionsHref(params, { page: page + 1 }) : undefined}
      />
      {page === LAST_PAGE && matching > LAST_PAGE * PAGE_SIZE && (
        <p className="px-5 pb-3 text-small text-ink-2">
          {`The list ends at row ${formatCount(LAST_PAGE * PAGE_SIZE)}. Words or another order show the rest.`}
        </p>
      )}
    </>
  );
}

/** The pages that can be walked. */
export function pagesOf(matching: number): number {
  return Math.min(LAST_PAGE, Math.ceil(matching / PAGE_SIZE));
}
