'use client';

import { CircleUserRound, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { useState, useTransition } from 'react';
import { paintTheme } from '#components/layout/theme-keeper.tsx';
import { Avatar } from '#components/ui/avatar.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '#components/ui/menu.tsx';
import { useToast } from '#components/ui/toast.tsx';
import { noAnswer, type Result } from '#lib/result.ts';
import { parseTheme, type Theme } from '#lib/theme.ts';

export type Viewer = { name: string; email: string; role: string };

type AvatarMenuProps = {
  viewer: Viewer;
  theme: Theme;
  savePreferences: (change: { theme: Theme }) => Promise<Result<null>>;
  signOut: () => Promise<never>;
  onHelp: () => void;
};

const themeOptions = [
  { value: 'light', label: 'Light', icon: <Sun size={15} /> },
  { value: 'dark', label: 'Dark', icon: <Moon size={15} /> },
  { value: 'system', label: 'As the system', icon: <Monitor size={15} /> },
];

/** Who is signed in, how the page looks, and the way out. */
export function AvatarMenu({ viewer, theme, savePreferences, signOut, onHelp }: AvatarMenuProps) {
  const [chosen, setChosen] = useState(theme);
  const [, start] = useTransition();
  const toast = useToast();
  const choose = (value: string) => {
    const next = parseTheme(value);
    setChosen(next);
    paintTheme(next);
    start(async () => {
      const saved = await savePreferences({ theme: next }).catch(noAnswer);
      if (!saved.ok) toast({ tone: 'failed', text: saved.message });
    });
  };
  const leave = async () => {
    // Who is signed out is sent to /login; only a lost answer comes back here.
    const lost = await signOut().catch(noAnswer);
    toast({ tone: 'failed', text: lost.message });
  };
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Account of ${viewer.name}`}
          title={viewer.name}
          className="touch-square flex size-7 shrink-0 items-center justify-center rounded-full"
        >
          <Avatar name={viewer.name} />
        </button>
      }
    >
      <div className="px-2 pt-1.5 pb-1">
        <p className="truncate font-medium">{viewer.name}</p>
        <p className="truncate text-small text-ink-3">
          {viewer.email}, {viewer.role}
        </p>
      </div>
      <MenuLine />
      <MenuItem icon={<CircleUserRound size={15} />} href="/account" keys={['G', 'A']}>
        Your account
      </MenuItem>
      <MenuItem icon={<Keyboard size={15} />} onSelect={onHelp} keys={['?']}>
        Keys
      </MenuItem>
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      <MenuChoice label="Theme" value={chosen} options={themeOptions} onChange={choose} />
      <MenuLine />
      <MenuItem icon={<LogOut size={15} />} onSelect={() => start(leave)}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
