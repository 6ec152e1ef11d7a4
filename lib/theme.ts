export const themes = ['light', 'dark', 'system'] as const;
export type Theme = (typeof themes)[number];

/** The cookie that carries the choice, so that the server can paint the right theme at once. A year, readable by scripts. */
export const themeCookie = 'switchboard-theme';

/** What a cookie or a form says; anything else means: follow the system. */
export function parseTheme(text: string | undefined): Theme {
  return themes.find((theme) => theme === text) ?? 'system';
}
