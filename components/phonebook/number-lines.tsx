'use client';

import { Grid3x3, Mail, MonitorSmartphone, Phone, Smartphone, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClasses } from '#components/ui/button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Found } from '#components/ui/found.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { cx } from '#lib/class-names.ts';
import type { Contact, Dials, Reason } from '#lib/phonebook/contact.ts';
import { fieldLabels, type NumberField } from '#lib/phonebook/fields.ts';
import { markDigits } from '#lib/phonebook/marks.ts';
import { mailHref, numberLines, numbersAt } from '#lib/phonebook/shown.ts';

const icons: Record<NumberField, ReactNode> = {
  telephone: <Phone size={16} strokeWidth={1.6} />,
  mobile: <Smartphone size={16} strokeWidth={1.6} />,
  pabx: <Grid3x3 size={16} strokeWidth={1.6} />,
  ip_phone: <MonitorSmartphone size={16} strokeWidth={1.6} />,
};

type NumberLinesProps = {
  contact: Contact;
  dials: Dials;
  why?: readonly Reason[];
  /** The first number is the one that Enter calls. */
  withKey?: boolean;
} & Editing<NumberField>;

type Editing<F extends string> = {
  /** Something was called, mailed or copied. */
  onUse?: () => void;
  /** A tool at the end of each line. */
  tool?: (field: F) => ReactNode;
  /** The field that is being edited, and what stands in its place. */
  editing?: string;
  editor?: ReactNode;
};

/** Every number with a click to call and to copy; the first one to call stands out. */
export function NumberLines({ contact, dials, why = [], withKey, onUse, tool, editing, editor }: NumberLinesProps) {
  const first = numbersAt(contact, dials)[0]?.field;
  return (
    <dl className="border-t border-line">
      {numberLines(contact, dials).map(({ field, label, value, href }) => (
        <Line
          key={field}
          icon={icons[field]}
          label={label}
          lit={field === first}
          tall={tool !== undefined}
          editor={editing === field && editor}
        >
          {value === null ? (
            <span className="flex-1 text-ink-3">none on record</span>
          ) : (
            <>
              <span className="figures min-w-0 flex-1 text-strong [overflow-wrap:anywhere] [word-break:keep-all]">
                <Found parts={markDigits(value, why, field)} />
              </span>
              <CopyButton text={value} what={label} onCopy={onUse} />
              {href && (
                <CallLink
                  href={href}
                  label={`Call ${label.toLowerCase()}`}
                  strong={field === first}
                  withKey={withKey}
                  onUse={onUse}
                />
              )}
            </>
          )}
          {tool?.(field)}
        </Line>
      ))}
    </dl>
  );
}

type CallLinkProps = { href: string; label: string; strong: boolean; withKey?: boolean; onUse?: () => void };

function CallLink({ href, label, strong, withKey, onUse }: CallLinkProps) {
  return (
    <a
      href={href}
      onClick={onUse}
      data-call={strong || undefined}
      aria-label={label}
      title={label}
      className={buttonClasses({ variant: strong ? 'primary' : 'quiet' })}
    >
      <Phone size={14} aria-hidden="true" />
      {strong && 'Call'}
      {strong && withKey && <Kbd keys={['Enter']} ghost />}
    </a>
  );
}

type MailField = 'email' | 'group_email';

/** Both addresses with a click to write and to copy. */
export function MailLines({ contact, onUse, tool, editing, editor }: { contact: Contact } & Editing<MailField>) {
  const shown = mailFields.filter((field) => field === 'email' || contact[field] !== null || tool !== undefined);
  return (
    <dl>
      {shown.map((field) => (
        <Line
          key={field}
          icon={mailIcons[field]}
          label={fieldLabels[field]}
          tall={tool !== undefined}
          editor={editing === field && editor}
        >
          {contact[field] === null ? (
            <span className="flex-1 text-ink-3">none on record</span>
          ) : (
            <>
              <MailLink value={contact[field]} onUse={onUse} />
              <CopyButton text={contact[field]} what={fieldLabels[field]} onCopy={onUse} />
            </>
          )}
          {tool?.(field)}
        </Line>
      ))}
    </dl>
  );
}

function MailLink({ value, onUse }: { value: string; onUse: (() => void) | undefined }) {
  const href = mailHref(value);
  const className = 'figures min-w-0 flex-1 [overflow-wrap:anywhere]';
  if (href === null) return <span className={className}>{value}</span>;
  return (
    <a href={href} onClick={onUse} className={cx(className, 'hover:text-accent')}>
      <Address text={value} />
    </a>
  );
}

/** An e-mail address that breaks after its @ first, where it must. */
function Address({ text }: { text: string }) {
  const at = text.indexOf('@') + 1;
  return (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  );
}

const mailFields = ['email', 'group_email'] as const;
const mailIcons: Record<MailField, ReactNode> = {
  email: <Mail size={16} strokeWidth={1.6} />,
  group_email: <Users size={16} strokeWidth={1.6} />,
};

type LineProps = {
  icon: ReactNode;
  label: string;
  lit?: boolean;
  /** With a tool at its end, a number has no room beside its label on a phone. */
  tall: boolean;
  editor: ReactNode;
  children: ReactNode;
};

function Line({ icon, label, lit, tall, editor, children }: LineProps) {
  return (
    <div
      className={cx(
        'group/line flex min-h-10 items-center gap-2 border-b border-line px-3 py-1',
        tall && 'max-[479px]:flex-col max-[479px]:items-stretch max-[479px]:gap-0 max-[479px]:pt-2.5',
        lit && 'bg-sunken',
      )}
    >
      <dt className="flex w-[104px] shrink-0 items-center gap-2 text-ink-2">
        <span aria-hidden="true" className="text-ink-3">
          {icon}
        </span>
        {label}
      </dt>
      <dd className="flex min-w-0 flex-1 items-center gap-1">{editor || children}</dd>
    </div>
  );
}
