import { PanelHead } from '#components/layout/page-head.tsx';
import { FiguresStrip } from '#components/monitoring/redis/figures-strip.tsx';
import { LinkLine } from '#components/monitoring/redis/link-line.tsx';
import { PrefixTable } from '#components/monitoring/redis/prefix-table.tsx';
import { SlowTable } from '#components/monitoring/redis/slow-table.tsx';
import { BlindNotice } from '#components/monitoring/sight-notice.tsx';
import { countOf, formatCount } from '#lib/count.ts';
import type { RedisFigures, RedisSample } from '#lib/monitoring/redis/sample.ts';

type ViewProps = { sample: RedisSample; zone: string; isStale: boolean };

/** One sample of Redis: whether it answers, how much it finds, what fills it, what was slow. */
export function RedisView({ sample, zone, isStale }: ViewProps) {
  const { figures, prefixes, fallback } = sample;
  return (
    <div className={isStale ? 'grayscale' : undefined}>
      <LinkLine sample={sample} zone={zone} isStale={isStale} />
      {figures !== null && <FiguresStrip figures={figures} />}
      <PanelHead title="By prefix" note={prefixNote(figures)} />
      {figures?.sizesUnseen && <BlindNotice title="Sizes by prefix" {...figures.sizesUnseen} />}
      <PrefixTable
        prefixes={prefixes}
        others={figures?.others ?? 0}
        elsewhere={figures?.elsewhere ?? 0}
        minute={figures?.minute ?? null}
      />
      {fallback.inMemory > 0 && (
        <p className="border-b border-line px-5 py-2 text-ink-2">
          {formatCount(fallback.inMemory)} of {formatCount(fallback.all)} look-ups of our cache in the last minute were
          made in the memory of a process.
        </p>
      )}
      {figures !== null && <Slow figures={figures} zone={zone} />}
    </div>
  );
}

function prefixNote(figures: RedisFigures | null): string {
  if (figures === null) return 'Look-ups of our own cache in the last minute.';
  if (figures.sizesUnseen !== null) return 'Look-ups of our own cache in the last minute; sizes are not seen.';
  const keys = figures.keys - figures.elsewhere;
  const others =
    figures.elsewhere === 0
      ? ''
      : ` ${countOf(figures.elsewhere, 'key in another database is', 'keys in other databases are')} not seen.`;
  if (figures.wholeSeen || figures.lookedAt >= keys) return `All ${formatCount(keys)} keys were looked at.${others}`;
  return `Reckoned from ${formatCount(figures.lookedAt)} of ${formatCount(keys)} keys.${others}`;
}

function Slow({ figures, zone }: { figures: RedisFigures; zone: string }) {
  const { slow, slowUnseen } = figures;
  return (
    <>
      <PanelHead
        title="Slow commands"
        note={`${formatCount(slow.kept)} kept, by what they cost together. Values are never read.`}
      />
      {slowUnseen === null ? (
        <SlowTable slow={slow} zone={zone} />
      ) : (
        <BlindNotice title="Slow commands" {...slowUnseen} />
      )}
    </>
  );
}
