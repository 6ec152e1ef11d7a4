import { cx } from '#lib/class-names.ts';
import { formatCount } from '#lib/count.ts';
import type { ImportCounts } from '#lib/imports/batch.ts';
import { type MendRule, mendRules } from '#lib/imports/mend.ts';

const figures = ['created', 'updated', 'unchanged', 'deleted', 'restored', 'rejected'] as const;

/** What an import did or would do, in six figures, and what was mended on the way. */
export function Outcome({ counts }: { counts: ImportCounts }) {
  const mended = Object.entries(counts.mended);
  return (
    <div className="border-b border-line px-5 py-4">
      <dl className="grid grid-cols-2 min-[420px]:grid-cols-3 md:grid-cols-6 gap-x-6 gap-y-3">
        {figures.map((name) => (
          <div key={name} className="flex flex-col-reverse">
            <dt className="text-small text-ink-2">{name}</dt>
            <dd className={cx('text-figure tabular-nums', counts[name] === 0 && 'text-ink-3')}>
              {formatCount(counts[name])}
            </dd>
          </div>
        ))}
      </dl>
      {mended.length > 0 && (
        <ul className="mt-3 text-ink-2">
          {mended.map(([rule, count]) => (
            <li key={rule}>
              <span className="figures">{formatCount(count)}</span> × {isMendRule(rule) ? mendRules[rule] : rule}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isMendRule(rule: string): rule is MendRule {
  return rule in mendRules;
}
