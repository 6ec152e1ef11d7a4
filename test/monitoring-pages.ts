import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime.js';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { ChangesSight } from '#components/monitoring/changes/changes-sight.tsx';
import { ErrorsNow } from '#components/monitoring/errors/errors-now.tsx';
import { LocksBoard } from '#components/monitoring/locks/locks-board.tsx';
import { PoolBoard } from '#components/monitoring/pool/pool-board.tsx';
import { RedisBoard } from '#components/monitoring/redis/redis-board.tsx';
import { ServerBoard } from '#components/monitoring/server/server-board.tsx';
import { StateNotice } from '#components/monitoring/statements/state-notice.tsx';
import { StorageView } from '#components/monitoring/storage/storage-view.tsx';
import { VerdictBoard } from '#components/monitoring/verdict-board.tsx';
import type { LampForm } from '#components/ui/lamp.tsx';
import type { MonitoringAnswer } from '#lib/monitoring/answer.ts';
import { Judge } from '#lib/monitoring/verdict/judge.ts';
import type { Part } from '#server/monitoring/sampler/part.ts';

const zone = 'UTC';
type Draw = (initial: MonitoringAnswer) => ReactElement;

const storage: Draw = (initial) => createElement(StorageView, { initial, zone, sizes: {} });
/** What shows each part on its page. */
const boards: Record<string, Draw> = {
  changes: ({ panels }) => createElement(ChangesSight, { panel: panels.changes, zone }),
  counters: storage,
  errors: (initial) => createElement(ErrorsNow, { initial, zone, kept: null }),
  pool: (initial) => createElement(PoolBoard, { initial, zone, names: {} }),
  redis: (initial) => createElement(RedisBoard, { initial, zone }),
  server: (initial) => createElement(ServerBoard, { initial, zone }),
  sessions: (initial) => createElement(LocksBoard, { initial, zone, mayAct: true, pid: null }),
  statements: (initial) => createElement(StateNotice, { initial, zone, follows: false }),
  storage,
};

/** The pages of monitoring as they come from the server while these parts know what they know: by part, and the verdict. */
export function drawPages(parts: readonly Part[]): { verdict: string; of: Record<string, string> } {
  const now = new Date();
  const unseen = parts.flatMap((part) => part.unseen());
  const answer = {
    at: now.toISOString(),
    verdict: new Judge().consider(now, [], unseen),
    isElsewhere: false,
    panels: Object.fromEntries(parts.flatMap(({ name, panel }) => (panel === null ? [] : [[name, panel]]))),
  };
  const drawn = Object.entries(boards).map(([name, draw]) => [name, html(draw(answer))]);
  return { verdict: html(createElement(VerdictBoard, { initial: answer, zone })), of: Object.fromEntries(drawn) };
}

/** As the page has a text in its source. */
export function inHtml(text: string): string {
  return renderToStaticMarkup(createElement('i', null, text)).slice('<i>'.length, -'</i>'.length);
}

const signs: readonly [string, LampForm][] = [
  ['fill-lamp-ok', 'ok'],
  ['fill-lamp-warn', 'warn'],
  ['fill-lamp-crit', 'crit'],
  ['stroke-dasharray="2.4 1.72"', 'blind'],
];

/** The lamp that stands before a text on a page; null where the page lacks the text, or any lamp before it. */
export function lampBefore(page: string, text: string): LampForm | null {
  const at = page.indexOf(inHtml(text));
  if (at === -1) return null;
  const places = signs.map(([sign, form]) => ({ form, place: page.lastIndexOf(sign, at) }));
  const nearest = places.filter(({ place }) => place !== -1).sort((a, b) => b.place - a.place)[0];
  return nearest?.form ?? null;
}

function html(page: ReactElement): string {
  const nothing = () => {};
  const router = {
    bfcacheId: '',
    back: nothing,
    forward: nothing,
    refresh: nothing,
    push: nothing,
    replace: nothing,
    prefetch: nothing,
  };
  return renderToStaticMarkup(createElement(AppRouterContext.Provider, { value: router }, page));
}
