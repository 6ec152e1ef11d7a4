'use client';

import { useLayoutEffect } from 'react';
import type { Theme } from '#lib/theme.ts';

const query = '(prefers-color-scheme: dark)';

/** Paints a theme at once: for the moment of choosing, before the server has heard of it. */
export function paintTheme(theme: Theme): void {
  const dark = theme === 'system' ? window.matchMedia(query).matches : theme === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
}

/** Keeps "system" following the system while the page is open. The external system is the media query. */
export function ThemeKeeper({ theme }: { theme: Theme }) {
  useLayoutEffect(() => {
    paintTheme(theme);
    if (theme !== 'system') return;
    const media = window.matchMedia(query);
    const follow = () => paintTheme('system');
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [theme]);
  return null;
}
