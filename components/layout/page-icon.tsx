import {
  Activity,
  Bell,
  BookUser,
  ChartLine,
  CircleHelp,
  CircleUserRound,
  FileUp,
  Gavel,
  Hand,
  HardDrive,
  HeartPulse,
  History,
  House,
  KeyRound,
  type LucideIcon,
  MessageCircleQuestionMark,
  MessagesSquare,
  Network,
  Plug,
  Scale,
  ScanEye,
  Send,
  Settings2,
  ShieldCheck,
  SlidersHorizontal,
  Users,
} from 'lucide-react';

import type { PageId } from '#lib/navigation.ts';

const icons: Record<PageId, LucideIcon> = {
  home: House,
  phonebook: BookUser,
  people: BookUser,
  organisation: Network,
  imports: FileUp,
  conversations: MessagesSquare,
  log: MessagesSquare,
  rules: Scale,
  questions: MessageCircleQuestionMark,
  'top-questions': MessageCircleQuestionMark,
  'small-talk': Hand,
  gaps: CircleHelp,
  analytics: ChartLine,
  monitoring: HeartPulse,
  verdict: Gavel,
  pool: Plug,
  storage: HardDrive,
  alerts: Bell,
  channels: Send,
  settings: Settings2,
  general: SlidersHorizontal,
  users: Users,
  keys: KeyRound,
  audit: History,
  privacy: ScanEye,
  roles: ShieldCheck,
  health: Activity,
  account: CircleUserRound,
};

/** The picture of a page in navigation and palette. */
export function PageIcon({ id, size = 16, className }: { id: PageId; size?: number; className?: string }) {
  const Icon = icons[id];
  return <Icon size={size} strokeWidth={1.6} aria-hidden="true" className={className} />;
}
