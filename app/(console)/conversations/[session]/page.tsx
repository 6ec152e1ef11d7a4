import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { type ReactNode, Suspense } from 'react';
import { SessionBoard } from '#components/conversations/session-board.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { MentionLine } from '#components/phonebook/mention-line.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import { readSessionPart, sessionHref } from '#lib/conversations/params.ts';
import { readCursor } from '#lib/conversations/turn.ts';
import { threadWords } from '#lib/conversations/turn-detail.ts';
import { roleMay } from '#lib/roles.ts';
import { findAnswers } from '#server/conversations/answers.ts';
import { getSession, type SessionThread } from '#server/conversations/session.ts';
import type { Actor } from '#server/core/auth/actor.ts';
import { requireActor } from '#server/core/auth/require-actor.ts';
import { getViewerZone } from '#server/core/settings/viewer-zone.ts';
import { findMentioned, type Mentioned } from '#server/phonebook/mentioned.ts';

export const metadata: Metadata = { title: 'Session' };

type Props = {
  params: Promise<{ session: string }>;
  searchParams: Promise<{ q?: string | string[]; turn?: string | string[] }>;
};

export default async function SessionPage({ params, searchParams }: Props) {
  const actor = await requireActor('conversations.read');
  const { q, turn } = await searchParams;
  const around = readCursor([turn ?? null].flat()[0] ?? null);
  const thread = await getSession(actor, readSessionPart((await params).session), around);
  if (thread === null) notFound();
  const zone = await getViewerZone();
  const [first, last] = [thread.rows[0], thread.rows.at(-1)];
  const named = peopleOf(actor, thread);
  // A failure is told once, above the turns, which stand without cards then.
  const people = named.catch((): NamedPeople => new Map());
  return (
    <>
      <PageHead
        title={
          <>
            Session <span className="wrap-anywhere font-mono text-strong font-normal">{thread.sessionId}</span>
          </>
        }
        note={
          <>
            {first !== undefined && <Time value={first.at} zone={zone} style="moment" />} · {threadWords(thread)} ·{' '}
            {first?.source} · times in {zone}
          </>
        }
        actions={
          <>
            <CopyButton text={thread.sessionId} what="Session" />
            {thread.previous !== null && <ButtonLink href={sessionHref(thread.previous)}>Session before</ButtonLink>}
            {thread.next !== null && <ButtonLink href={sessionHref(thread.next)}>Next session</ButtonLink>}
            <ButtonLink href="/conversations">Log</ButtonLink>
          </>
        }
      />
      <div className="max-w-[960px]">
        <Panel name="The look-up in the phonebook" loading={null}>
          <Failure of={named} />
        </Panel>
        {thread.hasEarlier && first !== undefined && (
          <More href={sessionHref(thread.sessionId, first)}>Earlier turns</More>
        )}
        <SessionBoard
          key={`${thread.sessionId} ${around?.id}`}
          thread={thread}
          previous={thread.previous}
          next={thread.next}
          query={[q ?? ''].flat()[0] ?? ''}
          zone={zone}
          people={Object.fromEntries(
            thread.rows.map(({ id }) => [
              id,
              <Suspense key={id}>
                <People turn={id} people={people} />
              </Suspense>,
            ]),
          )}
          mayReveal={roleMay(actor.role, 'conversations.reveal')}
        />
        {thread.hasLater && last !== undefined && <More href={sessionHref(thread.sessionId, last)}>Later turns</More>}
      </div>
    </>
  );
}

/** To the turns of the session around the first or the last that is shown. */
function More({ href, children }: { href: string; children: ReactNode }) {
  return (
    <p className="px-6 py-2 phone:px-4">
      <ButtonLink href={href}>{children}</ButtonLink>
    </p>
  );
}

/** By turn, whom of the phonebook its answer names. */
type NamedPeople = ReadonlyMap<string, Mentioned[]>;

async function peopleOf(actor: Actor, thread: SessionThread): Promise<NamedPeople> {
  const answers = await findAnswers(actor, thread);
  const named = await findMentioned(
    actor,
    answers.map(({ answer }) => answer),
  );
  return new Map(answers.map(({ id }, place) => [id, named[place] ?? []]));
}

/** Nothing, unless that fails: then its panel says so. */
async function Failure({ of: work }: { of: Promise<unknown> }) {
  await work;
  return null;
}

/** Below an answer, those it names. */
async function People({ turn, people }: { turn: string; people: Promise<NamedPeople> }) {
  return (await people).get(turn)?.map((contact) => <MentionLine key={contact.id} contact={contact} />);
}
