import { UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { ButtonLink } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { Step, StepCord } from '#components/ui/step-cord.tsx';

type FirstRunProps = {
  /** Where the chatbot reaches this server. */
  origin: string;
  hasKey: boolean;
  others: number;
  /** Where a file is dropped. */
  upload: ReactNode;
  /** The button that loads sample people. */
  sample: ReactNode;
  /** The dialog that makes a key. */
  newKey: ReactNode;
  /** The dialog that invites by one-time link. */
  invite: ReactNode;
};

/** The board on day one: three lines to plug in, in any order. */
export function FirstRun({ origin, hasKey, others, upload, sample, newKey, invite }: FirstRunProps) {
  const call = `curl -H "Authorization: Bearer sb_…" "${origin}/api/phonebook/search?q=reception"`;
  return (
    <div className="relative max-w-[840px] px-16 py-14 phone:px-5 phone:py-8">
      <Cord />
      <h1 className="text-figure">The board is up. Three lines to plug in.</h1>
      <p className="mt-1 mb-9 text-ink-2">Any order will do, and each can wait. A lamp lights when its line works.</p>
      <StepCord>
        <Step
          state="now"
          title="Bring in the phonebook"
          text="A dry run shows every change first, and one click takes it back."
        >
          {upload}
          <div className="mt-3 flex flex-wrap items-center gap-2">
            <ButtonLink href="/phonebook/new" icon={<UserPlus size={15} />}>
              Add one by hand
            </ButtonLink>
            {sample}
          </div>
        </Step>
        <Step
          state={hasKey ? 'done' : 'open'}
          title="Connect the chatbot"
          text="It asks the phonebook over HTTP with a key of its own, which can be revoked at any moment."
        >
          <div className="mb-3 flex items-start gap-3 rounded-control bg-sunken p-3">
            <code className="min-w-0 flex-1 pt-1 font-mono text-small break-all">{call}</code>
            <CopyButton text={call} what="Command" withText />
          </div>
          <div className="flex flex-wrap items-center gap-2">
            {newKey}
            {hasKey && <ButtonLink href="/settings/keys">See the keys</ButtonLink>}
          </div>
        </Step>
        <Step
          state={others > 0 ? 'done' : 'open'}
          title="Let people in"
          text={
            <>
              Operators find people, analysts read and export, admins change things.
              {others === 0 && ' You are the only one so far.'}
            </>
          }
        >
          {invite}
        </Step>
      </StepCord>
    </div>
  );
}

const keys = [
  ['Find anything', ['Mod', 'K']],
  ['Search the phonebook', ['/']],
  ['All keys', ['?']],
] as const;

/** Beside the first run: the keys worth knowing. */
export function GoodToKnow() {
  return (
    <dl className="px-5 pt-2 phone:hidden">
      {keys.map(([what, caps]) => (
        <div key={what} className="flex h-8 items-center justify-between border-b border-line last:border-0">
          <dt className="text-ink-2">{what}</dt>
          <dd>
            <span className="sr-only">{caps.join(' ')}</span>
            <Kbd keys={caps} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

// From the frame's edge into the first jack: this line is the one to plug in now.
function Cord() {
  return (
    <svg
      width="66"
      height="92"
      viewBox="0 0 66 92"
      fill="none"
      aria-hidden="true"
      className="absolute top-[64px] left-0 phone:hidden"
    >
      <path d="M0 1C42 1 22 91 66 91" className="stroke-accent" strokeWidth="2" />
    </svg>
  );
}
