import { PasswordPanel } from '#components/account/password-panel.tsx';
import { PreferencesPanel } from '#components/account/preferences-panel.tsx';
import { SecondFactorPanel } from '#components/account/second-factor-panel.tsx';
import { SessionsPanel } from '#components/account/sessions-panel.tsx';
import { PageHead } from '#components/layout/page-head.tsx';
import { zoneNames } from '#lib/time.ts';
import { getSecondFactor } from '#server/account/second-factor.ts';
import { findOwnSessions } from '#server/account/sessions.ts';
import { getPreferences, owesSecondFactor, requireActor } from '#server/core/auth/require-actor.ts';
import { getSettings } from '#server/core/settings/settings.ts';

export const metadata = { title: 'Your account' };

export default async function AccountPage() {
  const actor = await requireActor('account.own');
  const [factor, sessions, preferences, settings, owes] = await Promise.all([
    getSecondFactor(actor),
    findOwnSessions(actor),
    getPreferences(),
    getSettings(),
    owesSecondFactor(actor),
  ]);
  const timeZone = preferences?.timeZone ?? null;
  return (
    <>
      <PageHead title="Your account" note={`${actor.name}, ${actor.email}, ${actor.role}`} />
      <PasswordPanel email={actor.email} />
      <SecondFactorPanel {...factor} owed={owes} />
      <SessionsPanel sessions={sessions} zone={timeZone ?? settings.organisationZone} />
      <PreferencesPanel
        theme={preferences?.theme ?? 'system'}
        timeZone={timeZone}
        organisationZone={settings.organisationZone}
        zones={zoneNames()}
      />
    </>
  );
}
