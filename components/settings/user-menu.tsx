'use client';

import { Ellipsis, KeyRound, LogOut, ShieldOff, Trash2, UserCheck, UserCog, UserX } from 'lucide-react';
import { useState } from 'react';
import { useRecentPassword } from '#components/layout/password-gate.tsx';
import { RoleDialog } from '#components/settings/role-dialog.tsx';
import { shownLink } from '#components/settings/shown-link.ts';
import { SecretDialog } from '#components/settings/shown-once-dialog.tsx';
import type { UserLine } from '#components/settings/users-table.tsx';
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx';
import { IconButton } from '#components/ui/icon-button.tsx';
import { Menu, MenuItem, MenuLine } from '#components/ui/menu.tsx';
import { useToast } from '#components/ui/toast.tsx';
import type { HandedLink } from '#lib/account/schema.ts';
import { ok, type Result } from '#lib/result.ts';
import {
  banUserAction,
  deleteUserAction,
  makeResetLinkAction,
  removeSecondFactorAction,
  revokeUserSessionsAction,
  unbanUserAction,
} from '#server/settings/users/actions.ts';

type Doing = 'link' | 'sessions' | 'factor' | 'close' | 'open' | 'delete';
type Question = {
  title: string;
  description: string;
  confirm: string;
  tone?: 'primary';
  done?: string;
  run: (id: string) => Promise<Result<unknown>>;
};

/** What an admin can do to one account, each asked first. */
export function UserMenu({ user, own }: { user: UserLine; own: boolean }) {
  const [asked, setAsked] = useState<Doing | 'role'>();
  const [link, setLink] = useState<HandedLink>();
  const guarded = useRecentPassword();
  const toast = useToast();
  const questions = questionsFor(user);
  const question = asked === undefined || asked === 'role' ? undefined : questions[asked];
  const answer = async (): Promise<Result<unknown>> => {
    if (question === undefined) return ok(null);
    if (asked === 'link') {
      const made = await guarded(() => makeResetLinkAction(user.id));
      if (made.ok) setLink(made.value);
      return made;
    }
    const result = await guarded(() => question.run(user.id));
    if (result.ok && question.done) toast({ tone: 'done', text: question.done });
    return result;
  };
  return (
    <>
      <Menu trigger={<IconButton label={`Actions for ${user.name}`} icon={<Ellipsis size={16} />} />}>
        <MenuItem icon={<UserCog size={15} />} onSelect={() => setAsked('role')}>
          Change role
        </MenuItem>
        <MenuItem icon={<KeyRound size={15} />} onSelect={() => setAsked('link')} off={closedReason(user)}>
          {user.state === 'invited' ? 'New invitation link' : 'Password link'}
        </MenuItem>
        <MenuItem icon={<LogOut size={15} />} onSelect={() => setAsked('sessions')}>
          End all sessions
        </MenuItem>
        {user.secondFactor && (
          <MenuItem icon={<ShieldOff size={15} />} onSelect={() => setAsked('factor')}>
            Remove second factor
          </MenuItem>
        )}
        <MenuLine />
        {user.state === 'closed' ? (
          <MenuItem icon={<UserCheck size={15} />} onSelect={() => setAsked('open')}>
            Open account
          </MenuItem>
        ) : (
          <MenuItem icon={<UserX size={15} />} onSelect={() => setAsked('close')} off={ownReason(own)}>
            Close account
          </MenuItem>
        )}
        <MenuItem icon={<Trash2 size={15} />} tone="danger" onSelect={() => setAsked('delete')} off={ownReason(own)}>
          Delete
        </MenuItem>
      </Menu>
      <RoleDialog user={user} open={asked === 'role'} onOpenChange={(open) => !open && setAsked(undefined)} />
      {question && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsked(undefined)}
          title={question.title}
          description={question.description}
          confirm={question.confirm}
          tone={question.tone ?? 'danger'}
          keep="Leave it"
          onConfirm={answer}
        />
      )}
      <SecretDialog made={link && shownLink(link)} onDone={() => setLink(undefined)} />
    </>
  );
}

function questionsFor({ name, state }: UserLine): Record<Doing, Question> {
  return {
    link: {
      title: `Make a link for ${name}?`,
      description: 'It opens once and lets them choose a new password. Their sessions end when they use it.',
      confirm: 'Make the link',
      tone: 'primary',
      run: makeResetLinkAction,
    },
    sessions: {
      title: `End all sessions of ${name}?`,
      description: 'They are signed out everywhere and can sign in again.',
      confirm: 'End sessions',
      done: `${name} is signed out everywhere.`,
      run: revokeUserSessionsAction,
    },
    factor: {
      title: `Remove the second factor of ${name}?`,
      description: 'From then on the password alone signs them in. Make sure that it is really they who ask.',
      confirm: 'Remove it',
      done: `${name} signs in with the password alone.`,
      run: removeSecondFactorAction,
    },
    close: {
      title: `Close the account of ${name}?`,
      description: 'They are signed out everywhere and cannot sign in until you open it again.',
      confirm: 'Close account',
      done: `The account of ${name} is closed.`,
      run: banUserAction,
    },
    open: {
      title: `Open the account of ${name}?`,
      description: 'They can sign in again with the password they had.',
      confirm: 'Open account',
      tone: 'primary',
      done: `The account of ${name} is open.`,
      run: unbanUserAction,
    },
    delete: {
      title: `Delete ${name}?`,
      description:
        state === 'invited'
          ? 'Their invitation stops working.'
          : 'Account, sessions and settings go for good. What they did stays in history and audit log.',
      confirm: 'Delete',
      done: `${name} is deleted.`,
      run: deleteUserAction,
    },
  };
}

function closedReason(user: UserLine): string | undefined {
  return user.state === 'closed' ? 'The account is closed.' : undefined;
}

function ownReason(own: boolean): string | undefined {
  return own ? 'This is you: another admin can do that.' : undefined;
}
