import type { Page } from '#lib/navigation.ts';

/** The pages of monitoring, in the order of the navigation. */
export const monitoringPages: readonly Page[] = [
  {
    id: 'monitoring',
    href: '/monitoring',
    label: 'Monitoring',
    words: 'what is slow now, and what is to blame',
    permission: 'monitoring.read',
    letter: 'm',
  },
  {
    id: 'verdict',
    href: '/monitoring',
    label: 'Verdict',
    words: 'what is to blame, and what next',
    permission: 'monitoring.read',
    under: 'monitoring',
  },
  {
    id: 'pool',
    href: '/monitoring/pool',
    label: 'Pool',
    words: 'who holds connections, who waits',
    permission: 'monitoring.read',
    under: 'monitoring',
  },
  {
    id: 'storage',
    href: '/monitoring/storage',
    label: 'Tables and disk',
    words: 'sizes, growth, indexes, sequences and free space',
    permission: 'monitoring.read',
    under: 'monitoring',
  },
  {
    id: 'alerts',
    href: '/monitoring/alerts',
    label: 'Alerts',
    words: 'what was told, who looks after it, mute',
    permission: 'monitoring.read',
    under: 'monitoring',
  },
];
