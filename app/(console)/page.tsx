import { headers } from 'next/headers';
import Link from 'next/link';
import { ChangeList } from '#components/home/change-list.tsx';
import { AccessFigures, ContactFigures, Figures } from '#components/home/figures.tsx';
import { FirstRun, GoodToKnow } from '#components/home/first-run.tsx';
import { LampList } from '#components/home/lamp-list.tsx';
import { NeedsList } from '#components/home/needs-list.tsx';
import { RecentList } from '#components/home/recent-list.tsx';
import { UploadPanel } from '#components/imports/upload-panel.tsx';
import { PageHead, PanelHead } from '#components/layout/page-head.tsx';
import { AddSampleButton, SampleLine } from '#components/phonebook/sample-buttons.tsx';
import { InviteDialog } from '#components/settings/invite-dialog.tsx';
import { NewKeyDialog } from '#components/settings/new-key-dialog.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { Time } from '#components/ui/time.tsx';
import { roleMay } from '#lib/roles.ts';
import { formatDayHeading } from '#lib/time.ts';
import type { Actor, UserActor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { env } from '#server/core/env.ts';
import { findLamps } from '#server/core/lamps/lamps.ts';
import { getSettings } from '#server/core/settings/settings.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findNeeds } from '#server/home/needs.ts';
import { countContacts, findChanges, findRecent, getAccess } from '#server/home/queries.ts';

export const metadata = { title: 'Home' };

const CHANGES_SHOWN = 20;
const RECENT_SHOWN = 6;

type Seen = { actor: Actor & UserActor; zone: string };

export default async function HomePage() {
  const actor = await requireActor('home.read');
  const [zone, contacts] = await Promise.all([getViewerZone(), countContacts(actor)]);
  if (contacts.total === 0 && roleMay(actor.role, 'phonebook.import')) return <DayOne actor={actor} zone={zone} />;
  const { organisationName } = await getSettings();
  return (
    <>
      <PageHead title={formatDayHeading(new Date(), zone, new Date())} note={organisationName} />
      {contacts.sample > 0 && roleMay(actor.role, 'phonebook.edit') && <SampleLine count={contacts.sample} />}
      <Figures>
        <ContactFigures contacts={contacts} />
        {roleMay(actor.role, 'users.read') && <AccessCells actor={actor} zone={zone} />}
      </Figures>
      <div className="grid flex-1 lg:grid-cols-[minmax(0,1fr)_minmax(320px,32%)]">
        <div className="min-w-0 border-line lg:border-r">
          <Panel name="What needs you">
            <Needs actor={actor} zone={zone} />
          </Panel>
          <PanelHead
            title="What changed"
            actions={roleMay(actor.role, 'audit.read') && <Link href="/settings/audit">Audit log</Link>}
          />
          <Panel name="What changed">
            <Changes actor={actor} zone={zone} />
          </Panel>
        </div>
        <div className="min-w-0">
          <PanelHead title="Lamps" />
          <Panel name="Lamps">
            <Lamps actor={actor} />
          </Panel>
          <PanelHead title="Changed lately" actions={<Link href="/phonebook">Search the phonebook</Link>} />
          <Panel name="Changed lately">
            <Recents actor={actor} />
          </Panel>
        </div>
      </div>
    </>
  );
}

async function DayOne({ actor, zone }: Seen) {
  const access = await getAccess(actor);
  const host = (await headers()).get('host') ?? 'localhost';
  return (
    <div className="grid flex-1 lg:grid-cols-[minmax(0,1fr)_minmax(300px,26%)]">
      <FirstRun
        origin={env().BASE_URL ?? `http://${host}`}
        hasKey={access.keys > 0}
        others={access.users - 1}
        upload={<UploadPanel />}
        sample={<AddSampleButton />}
        newKey={<NewKeyDialog variant="default" />}
        invite={<InviteDialog variant="default" />}
      />
      <aside className="border-line pt-9 max-lg:border-t lg:border-l">
        <h2 className="px-5 pb-2 font-medium">What the lamps say</h2>
        <Panel name="Lamps">
          <Lamps actor={actor} />
        </Panel>
        <p className="px-5 py-3 text-small text-ink-3">
          A hollow lamp is not a fault. It means: not seen, so nothing is claimed.
        </p>
        <h2 className="px-5 pt-6 font-medium phone:hidden">Good to know</h2>
        <GoodToKnow />
        <p className="px-5 pt-6 pb-8 text-small text-ink-3">
          Times are told in {zone}.{' '}
          <Link href="/account" className="link">
            Your account
          </Link>{' '}
          can change that.
        </p>
      </aside>
    </div>
  );
}

async function AccessCells({ actor, zone }: Seen) {
  const access = await getAccess(actor);
  const used = access.keyUsedAt && (
    <>
      last used <Time value={access.keyUsedAt} zone={zone} style="ago" />
    </>
  );
  return (
    <AccessFigures access={access} keyUsed={used ?? (access.keys === 0 ? 'no program may ask' : 'not used yet')} />
  );
}

async function Needs({ actor, zone }: Seen) {
  const needs = await findNeeds(actor);
  return (
    <>
      <PanelHead title="Needs you now" note={needs.length > 0 && needs.length} />
      <NeedsList needs={needs} zone={zone} />
    </>
  );
}

async function Changes({ actor, zone }: Seen) {
  return <ChangeList changes={await findChanges(actor, CHANGES_SHOWN)} viewerId={actor.id} zone={zone} />;
}

async function Lamps({ actor }: Pick<Seen, 'actor'>) {
  return <LampList lamps={await findLamps(actor)} />;
}

async function Recents({ actor }: Pick<Seen, 'actor'>) {
  const recent = await findRecent(actor, RECENT_SHOWN);
  if (recent.length > 0) return <RecentList recent={recent} />;
  return <EmptyState title="The phonebook is empty.">An admin brings it in; then it is searched from here.</EmptyState>;
}
