'use client';

import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { AvatarMenu, type Viewer } from '#components/layout/avatar-menu.tsx';
import { BottomBar } from '#components/layout/bottom-bar.tsx';
import { FootOfKeys, KeyHelp } from '#components/layout/key-help.tsx';
import { EVERYWHERE, KeysProvider, useKeys } from '#components/layout/keys.tsx';
import { LampRow } from '#components/layout/lamp-row.tsx';
import { Mark } from '#components/layout/mark.tsx';
import { HouseVerdict } from '#components/layout/notices.tsx';
import { type Badges, SideNav } from '#components/layout/side-nav.tsx';
import { useLamps } from '#components/layout/use-lamps.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import type { Doing } from '#lib/doings.ts';
import type { House } from '#lib/lamps.ts';
import type { Page } from '#lib/navigation.ts';
import { nobodyFound, type PaletteAnswer } from '#lib/palette.ts';
import type { Result } from '#lib/result.ts';
import type { Theme } from '#lib/theme.ts';

// The palette's code is fetched when it is first opened.
const Palette = dynamic(() => import('#components/layout/palette.tsx').then((file) => file.Palette), { ssr: false });

type ShellProps = {
  viewer: Viewer;
  pages: readonly Page[];
  doings: readonly Doing[];
  house: House;
  /** What waits at each page. */
  badges?: Badges;
  theme: Theme;
  /** Without it the palette finds pages and actions alone. */
  searchPeople?: (query: string) => Promise<PaletteAnswer>;
  savePreferences: (change: { theme: Theme }) => Promise<Result<null>>;
  signOut: () => Promise<never>;
  /** Lines above every page. */
  banner?: ReactNode;
  children: ReactNode;
};

/** The frame around every page of the console: header with the lamp row, navigation, keys. */
export function Shell(props: ShellProps) {
  return (
    <KeysProvider>
      <Frame {...props} />
    </KeysProvider>
  );
}

function Frame({
  viewer,
  pages,
  doings,
  house,
  badges = {},
  theme,
  searchPeople,
  savePreferences,
  signOut,
  banner,
  children,
}: ShellProps) {
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never');
  const [help, setHelp] = useState(false);
  const seen = useLamps(house);
  useShellKeys(
    pages,
    () => setPalette('open'),
    () => setHelp(true),
  );
  return (
    <>
      <a
        href="#content"
        className="sr-only focus-visible:not-sr-only focus-visible:fixed focus-visible:top-2 focus-visible:left-2 focus-visible:z-50 focus-visible:rounded-control focus-visible:bg-raised focus-visible:px-3 focus-visible:py-2 focus-visible:shadow-overlay"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex h-12 items-center gap-4 border-b border-line bg-frame px-5 print:hidden phone:h-14 phone:gap-2 phone:px-4">
        <Link href="/" className="flex items-center gap-2.5 text-strong font-semibold xl:w-[184px]">
          <Mark />
          <span className="max-lg:sr-only">Switchboard</span>
        </Link>
        <SearchOpener onOpen={() => setPalette('open')} />
        <div className="ml-auto flex items-center gap-4 phone:gap-1">
          <LampRow lamps={seen.lamps} />
          <AvatarMenu
            viewer={viewer}
            theme={theme}
            savePreferences={savePreferences}
            signOut={signOut}
            onHelp={() => setHelp(true)}
          />
        </div>
      </header>
      <div className="flex">
        <SideNav pages={pages} badges={badges} onHelp={() => setHelp(true)} />
        <div className="flex min-h-[calc(100dvh-48px)] min-w-0 flex-1 flex-col phone:min-h-[calc(100dvh-56px)] phone:pb-16">
          <div className="print:hidden">
            <HouseVerdict seen={seen} />
            {banner}
          </div>
          <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
            {children}
          </main>
          <FootOfKeys onHelp={() => setHelp(true)} />
        </div>
      </div>
      <BottomBar pages={pages} />
      <KeyHelp open={help} onOpenChange={setHelp} />
      {palette !== 'never' && (
        <Palette
          open={palette === 'open'}
          onOpenChange={(open) => setPalette(open ? 'open' : 'closed')}
          pages={pages}
          doings={doings}
          searchPeople={searchPeople ?? nobody}
        />
      )}
    </>
  );
}

async function nobody(): Promise<PaletteAnswer> {
  return nobodyFound;
}

function SearchOpener({ onOpen }: { onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="touch-square flex h-7 items-center gap-2 rounded-control border border-line bg-page px-2.5 text-ink-2 transition-colors hover:border-line-strong lg:w-[296px] phone:justify-center phone:border-0 phone:bg-transparent phone:px-0"
    >
      <Search size={15} aria-hidden="true" className="shrink-0 text-ink-3" />
      <span className="max-lg:sr-only lg:truncate">Search people, pages, actions</span>
      <span className="max-lg:hidden">
        <Kbd keys={['Mod', 'K']} />
      </span>
    </button>
  );
}

function useShellKeys(pages: readonly Page[], openPalette: () => void, openHelp: () => void): void {
  const router = useRouter();
  useKeys(
    'Go to',
    pages.flatMap((page) =>
      page.letter === undefined
        ? []
        : [{ keys: `g ${page.letter}`, label: page.label, run: () => router.push(page.href) }],
    ),
  );
  useKeys(EVERYWHERE, [
    { keys: 'Mod+k', label: 'Search people, pages, actions', run: openPalette, foot: true },
    { keys: '/', label: 'Search the phonebook', foot: true, run: () => focusSearch() || router.push('/phonebook') },
    { keys: '?', label: 'All keys', run: openHelp },
  ]);
}

function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('main input[type="search"]');
  box?.focus();
  box?.select();
  return box !== null;
}
