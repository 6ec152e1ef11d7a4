import '@fontsource-variable/geist';
import '@fontsource-variable/geist-mono';
import '@fontsource-variable/noto-sans-bengali';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '#components/layout/providers.tsx';
import { ThemeKeeper } from '#components/layout/theme-keeper.tsx';
import { parseTheme, themeCookie } from '#lib/theme.ts';

export const metadata: Metadata = {
  title: { default: 'Switchboard', template: '%s · Switchboard' },
  description: 'The console of an organisation’s question-answering chatbot.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f6f3' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0b0a' },
  ],
};

// Runs before the first paint, so that a page in the dark never flashes white.
const resolveSystemTheme = `document.documentElement.dataset.theme=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light'`;

/** Reading the request's headers makes every page dynamic: a static page could carry no nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [incoming, jar] = await Promise.all([headers(), cookies()]);
  const nonce = incoming.get('x-nonce') ?? '';
  const theme = parseTheme(jar.get(themeCookie)?.value);
  const onMac = /Mac|iPhone|iPad/.test(incoming.get('user-agent') ?? '');
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      data-platform={onMac ? 'mac' : undefined}
      suppressHydrationWarning
    >
      <head>
        {theme === 'system' && (
          <script nonce={nonce} suppressHydrationWarning>
            {resolveSystemTheme}
          </script>
        )}
      </head>
      <body>
        <ThemeKeeper theme={theme} />
        <Providers nonce={nonce}>{children}</Providers>
      </body>
    </html>
  );
}
