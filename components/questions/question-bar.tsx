'use client';

import { Check, Search, X } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useState } from 'react';
import { BarMenu, OwnPeriod, PeriodMenu } from '#components/layout/period-menu.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { MenuItem } from '#components/ui/menu.tsx';
import { cx } from '#lib/class-names.ts';
import { type GroupOrder, groupOrders } from '#lib/questions/groups.ts';
import { type QuestionParams, questionsHref } from '#lib/questions/params.ts';

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

/** The box for words that the shown questions must have. Enter looks. */
function QuestionSearch({ params }: { params: QuestionParams }) {
  const router = useRouter();
  const [typed, setTyped] = useState({ of: params.query, text: params.query });
  const text = typed.of === params.query ? typed.text : params.query;
  const search = (query: string) => router.push(questionsHref(params, { query: query.trim() }));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') search(text);
    else if (event.key === 'Escape' && text !== '') search('');
    else if (event.key === 'Escape') event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <search className="w-56 phone:w-full">
      <div className="soft-focus flex h-8 items-center gap-2 rounded-control border border-line-strong bg-page pr-1 pl-2.5 has-focus-visible:border-accent phone:h-11">
        <Search size={15} aria-hidden="true" className="shrink-0 text-ink-2" />
        <input
          type="search"
          aria-label="Words in the question"
          placeholder="Words in the question"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={(event) => setTyped({ of: params.query, text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-base text-ink-1 outline-none"
        />
        {text !== '' && (
          <IconButton label="Clear the words" size={24} icon={<X size={15} />} onClick={() => search('')} />
        )}
      </div>
    </search>
  );
}
