import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatCount } from '#lib/count.ts';
import type { Access, Contacts } from '#lib/home/home.ts';

/** What is here: the figures of the house, each with the words that say what it means. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <div className="grid auto-cols-fr grid-cols-2 gap-px border-b border-line bg-line lg:grid-flow-col lg:grid-cols-none">
      {children}
    </div>
  );
}

export function ContactFigures({ contacts }: { contacts: Contacts }) {
  const { total, withNumber, mailOnly, unreachable, departments } = contacts;
  return (
    <>
      <Figure label="Contacts" value={total} href="/phonebook" note={`in ${formatCount(departments)} departments`} />
      <Figure
        label="Reachable by phone"
        value={withNumber}
        unit={shareOf(withNumber, total)}
        href="/phonebook"
        note={`${formatCount(mailOnly)} more by e-mail alone`}
        picture={<ReachBar contacts={contacts} />}
      />
      <Figure
        label="Unreachable"
        value={unreachable}
        unit={shareOf(unreachable, total)}
        href="/phonebook"
        note="neither number nor e-mail"
      />
    </>
  );
}

export function AccessFigures({ access, keyUsed }: { access: Access; keyUsed: ReactNode }) {
  return (
    <>
      <Figure label="People with an account" value={access.users} href="/settings/users" note={adminWords(access)} />
      <Figure label="API keys" value={access.keys} href="/settings/keys" note={keyUsed} />
    </>
  );
}

function adminWords({ users, admins }: Access): string {
  if (users === 1) return 'you alone';
  return admins === 1 ? '1 of them an admin' : `${admins} of them admins`;
}

type FigureProps = {
  label: string;
  value: number;
  unit?: string;
  note: ReactNode;
  href: string;
  picture?: ReactNode;
};

function Figure({ label, value, unit, note, href, picture }: FigureProps) {
  return (
    <Link
      href={href}
      className="flex min-w-0 flex-col bg-page px-5 py-3 outline-offset-[-2px] transition-colors last:odd:max-lg:col-span-2 hover:bg-hover"
    >
      <span className="text-ink-2 lg:truncate">{label}</span>
      <span className="flex items-center justify-between gap-4">
        <span className="text-figure whitespace-nowrap tabular-nums">
          {formatCount(value)}
          {unit && <span className="ml-1 text-strong text-ink-3">{unit}</span>}
        </span>
        {picture}
      </span>
      <span className="text-small text-ink-2 lg:truncate">{note}</span>
    </Link>
  );
}

// Solid is reached by phone, light by e-mail alone, hollow by nothing.
function ReachBar({ contacts }: { contacts: Contacts }) {
  const { total, withNumber, mailOnly, unreachable } = contacts;
  if (total === 0) return null;
  const label = `${withNumber} by phone, ${mailOnly} by e-mail alone, ${unreachable} by neither`;
  return (
    <span role="img" aria-label={label} title={label} className="flex h-2 w-24 min-w-8 shrink gap-px phone:hidden">
      <span className="bg-chart-1-mid" style={{ flexGrow: withNumber }} />
      <span className="bg-chart-1-soft" style={{ flexGrow: mailOnly }} />
      <span
        className={unreachable > 0 ? 'border border-dashed border-lamp-blind' : undefined}
        style={{ flexGrow: unreachable }}
      />
    </span>
  );
}

function shareOf(part: number, whole: number): string | undefined {
  if (whole === 0) return undefined;
  const share = (100 * part) / whole;
  return share > 0 && share < 1 ? '< 1 %' : `${Math.round(share)} %`;
}
