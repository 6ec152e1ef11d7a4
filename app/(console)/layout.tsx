import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { AtHandProvider } from '#components/layout/at-hand.tsx';
import { InsecureBanner, SecondFactorBanner } from '#components/layout/notices.tsx';
import { PasswordGate } from '#components/layout/password-gate.tsx';
import { Shell } from '#components/layout/shell.tsx';
import { doingsOf } from '#lib/doings.ts';
import { pagesOf } from '#lib/navigation.ts';
import type { AtHand } from '#lib/phonebook/at-hand.ts';
import { FIRST_PERIOD } from '#lib/questions/gaps/gap.ts';
import { roleMay } from '#lib/roles.ts';
import { confirmPasswordAction, savePreferencesAction, signOutAction } from '#server/account/actions.ts';
import { getPreferences, owesSecondFactor, readsMonitoring, requireActor } from '#server/core/auth/require-actor.ts';
import { env } from '#server/core/env.ts';
import { plainHttpHost } from '#server/core/http/plain-http.ts';
import { findLamps } from '#server/core/lamps/lamps.ts';
import { within } from '#server/core/within.ts';
import { getBlame } from '#server/monitoring/latest.ts';
import { createRecentAction, setFavouriteAction } from '#server/phonebook/actions.ts';
import { findAtHand } from '#server/phonebook/favourites.ts';
import { searchPeopleAction } from '#server/phonebook/palette/actions.ts';
import { countGaps } from '#server/questions/gaps/queries.ts';

/** What a page of monitoring waits for that is not monitoring: it must come while the database does not answer. */
const MONITORING_WITHIN_MS = 300;
const nothingAtHand: AtHand = { favourites: [], recents: [] };

/** The frame of the console. Each page below asks for its own permission again: a layout is not made anew on every step. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor('account.own');
  const patienceMs = (await readsMonitoring()) ? MONITORING_WITHIN_MS : Number.POSITIVE_INFINITY;
  const soon = <T, Otherwise>(answer: Promise<T>, otherwise: Otherwise) =>
    Number.isFinite(patienceMs) ? within<T, T | Otherwise>(patienceMs, answer, otherwise) : answer;
  const [lamps, preferences, incoming, owes, atHand, gaps] = await Promise.all([
    findLamps(actor, patienceMs),
    getPreferences(),
    headers(),
    owesSecondFactor(actor),
    soon(findAtHand(actor), nothingAtHand),
    roleMay(actor.role, 'gaps.read') ? soon(countGaps(actor, FIRST_PERIOD), null) : null,
  ]);
  const plainHost = actor.role === 'admin' ? plainHttpHost(env().BASE_URL, incoming.get('host')) : null;
  return (
    <AtHandProvider given={atHand} setFavourite={setFavouriteAction} noteUse={createRecentAction}>
      <Shell
        viewer={{ name: actor.name, email: actor.email, role: actor.role }}
        pages={pagesOf(actor.role)}
        doings={doingsOf(actor.role)}
        house={{ lamps, blame: getBlame(actor) }}
        badges={{ gaps: gaps?.open }}
        theme={preferences?.theme ?? 'system'}
        searchPeople={searchPeopleAction}
        savePreferences={savePreferencesAction}
        signOut={signOutAction}
        banner={
          <>
            {plainHost && <InsecureBanner host={plainHost} />}
            {owes && <SecondFactorBanner />}
          </>
        }
      >
        <PasswordGate confirm={confirmPasswordAction}>{children}</PasswordGate>
      </Shell>
    </AtHandProvider>
  );
}
