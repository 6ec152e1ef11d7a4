'use client';

import { Check } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { BarMenu, OwnPeriod, PeriodMenu } from '#components/layout/period-menu.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { SearchBox } from '#components/ui/search-box.tsx';
import { cx } from '#lib/class-names.ts';
import { type GroupOrder, groupOrders } from '#lib/questions/groups.ts';
import { LONGEST_QUERY, type QuestionParams, questionsHref } from '#lib/questions/params.ts';

type BarProps = { params: QuestionParams; viewersZone: string; zones: readonly string[] };

const orderWords: Record<GroupOrder, string> = {
  asked: 'Most asked',
  unanswered: 'Most unanswered',
  rising: 'Rising',
  new: 'New first',
};

/** How the list is made: by meaning or by exact text, of which time, in which order, with which words. All of it links. */
export function QuestionBar({ params, viewersZone, zones }: BarProps) {
  const orders = params.view === 'meaning' ? groupOrders : [];
  return (
    <>
      {params.view !== 'small-talk' && <ViewSwitch params={params} />}
      <PeriodMenu window={params.window} hrefOf={(window) => questionsHref(params, { window })} />
      <OwnPeriod
        window={params.window}
        zone={params.zone}
        viewersZone={viewersZone}
        zones={zones}
        hrefOf={(window, zone) => questionsHref(params, { window, zone })}
      />
      {orders.length > 0 && (
        <BarMenu name="Order" value={orderWords[params.order]}>
          {orders.map((order) => (
            <MenuItem
              key={order}
              href={questionsHref(params, { order })}
              icon={order === params.order ? <Check size={14} /> : <span className="block size-3.5" />}
            >
              {orderWords[order]}
              {order === params.order && <span className="sr-only">, chosen</span>}
            </MenuItem>
          ))}
        </BarMenu>
      )}
      <QuestionSearch params={params} />
    </>
  );
}

const views = [
  { view: 'meaning', label: 'By meaning' },
  { view: 'exact', label: 'Exact text' },
] as const;

function ViewSwitch({ params }: { params: QuestionParams }) {
  return (
    <nav aria-label="Counted" className="flex rounded-control border border-line-strong bg-sunken">
      {views.map(({ view, label }) => (
        <Link
          key={view}
          href={questionsHref(params, { view, order: 'asked' })}
          prefetch={false}
          aria-current={params.view === view ? 'page' : undefined}
          className={cx(
            'touch flex h-[30px] items-center rounded-control px-3 whitespace-nowrap',
            params.view === view
              ? 'bg-page font-medium text-ink-1 shadow-[0_0_0_1px_var(--color-line-strong)]'
              : 'text-ink-2 hover:text-ink-1',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

/** The box for words that the shown questions must have. */
function QuestionSearch({ params }: { params: QuestionParams }) {
  const router = useRouter();
  return (
    <SearchBox
      label="Words in the question"
      placeholder="Words in the question"
      clearLabel="Clear the words"
      query={params.query}
      maxLength={LONGEST_QUERY}
      onSearch={(query) => router.push(questionsHref(params, { query: query.trim() }))}
      className="w-56 phone:w-full"
    />
  );
}
