import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { PageHead } from '#components/layout/page-head.tsx';
import { MentionLine } from '#components/phonebook/mention-line.tsx';
import { GapBoard } from '#components/questions/gaps/gap-board.tsx';
import { GapSearch } from '#components/questions/gaps/gap-search.tsx';
import { NoGaps } from '#components/questions/gaps/no-gaps.tsx';
import { PeriodMenu } from '#components/questions/gaps/period-menu.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { FileLink } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { NothingFound } from '#components/ui/states.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { type GapTab, gapTabs } from '#lib/questions/gaps/gap.ts';
import { gapHref, parseGapParams } from '#lib/questions/gaps/params.ts';
import { personQuery } from '#lib/questions/gaps/person-question.ts';
import { dayKey } from '#lib/time.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findMeant } from '#server/phonebook/mentioned.ts';
import { getGap } from '#server/questions/gaps/detail.ts';
import { findGapPeople, findGaps, getGapHeir } from '#server/questions/gaps/queries.ts';

export const metadata: Metadata = { title: 'Knowledge gaps' };

const labels: Record<GapTab, string> = { open: 'Open', mine: 'Mine', fixed: 'Fixed', wont_fix: 'Won’t fix' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function GapsPage({ searchParams }: Props) {
  const actor = await requireActor('gaps.read');
  const params = parseGapParams(await searchParams);
  const now = new Date();
  const zone = await getViewerZone();
  const read = async (gap: string | undefined) =>
    gap === undefined ? null : getGap(actor, gap, params.period, zone, now);
  const [{ rows, counts }, people, named] = await Promise.all([
    findGaps(actor, params, now),
    findGapPeople(actor),
    read(params.gap ?? undefined),
  ]);
  const shown = params.gap === null ? await read(rows[0]?.id) : named;
  const lost = shown === null ? params.gap : null;
  const heir = lost === null ? null : await getGapHeir(actor, lost);
  if (heir !== null) redirect(gapHref(params, { gap: heir }));
  return (
    <>
      <PageHead
        title="Knowledge gaps"
        note={counts.fresh > 0 && <Badge tone="accent">{counts.fresh} new</Badge>}
        actions={
          <>
            <GapSearch params={params} />
            <PeriodMenu params={params} />
            {counts.exported > 0 && (
              <FileLink href="/questions/gaps/export" icon={<Download size={14} />}>
                Fixed as questions
              </FileLink>
            )}
          </>
        }
      />
      <Tabs
        label="Gaps by state"
        tabs={gapTabs.map((tab) => ({
          href: gapHref(params, { tab }),
          label: labels[tab],
          count: counts[tab],
          current: tab === params.tab,
        }))}
      />
      {lost !== null && <NothingFound title="This gap is gone.">The list shows those that are there.</NothingFound>}
      <GapBoard
        params={params}
        rows={rows}
        counts={counts}
        shown={shown}
        people={people}
        contacts={
          shown !== null && (
            <Contacts actor={actor} gap={shown.row.id} question={shown.row.question ?? shown.row.title} />
          )
        }
        today={dayKey(now, zone)}
        zone={zone}
        now={now.toISOString()}
        empty={<NoGaps params={params} counts={counts} />}
      />
    </>
  );
}

/** Whom the phonebook knows for a question that asks who somebody is or at which number, the nearest where nobody fits; nothing for any other. */
function Contacts({ actor, gap, question }: { actor: Actor; gap: string; question: string }): ReactNode {
  const query = personQuery(question);
  if (query === null) return null;
  return (
    <Panel key={gap} name="The phonebook" rows={2}>
      <Meant actor={actor} query={query} />
    </Panel>
  );
}

async function Meant({ actor, query }: { actor: Actor; query: string }): Promise<ReactNode> {
  const { people, closeness } = await findMeant(actor, query);
  if (people.length === 0) return null;
  return (
    <section aria-label="In the phonebook" className="mt-5">
      <h3 className="text-small font-normal text-ink-2">In the phonebook</h3>
      {closeness === 'nearest' && <p className="mt-1 text-small text-ink-2">Perhaps</p>}
      {people.map((contact) => (
        <MentionLine key={contact.id} contact={contact} />
      ))}
    </section>
  );
}
