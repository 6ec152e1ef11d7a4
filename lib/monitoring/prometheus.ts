export type Sample = { labels?: Record<string, string>; value: number; suffix?: string };
/** A metric with its samples; `suffix` is for the parts of a histogram. */
export type Metric = {
  name: string;
  help: string;
  type: 'gauge' | 'counter' | 'histogram';
  samples: readonly Sample[];
};

/** Metrics in Prometheus's text format, version 0.0.4. Those without a sample are left out. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) =>
      [
        `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
        `# TYPE ${name} ${type}`,
        ...samples.map(
          ({ labels = {}, value, suffix = '' }) => `${name}${suffix}${labelText(labels)} ${numberText(value)}`,
        ),
        '',
      ].join('\n'),
    )
    .join('');
}

/** A cumulative histogram of counts by upper bound; the last count is what lies above all bounds. `sum` is of all that was measured. */
export function histogramSamples(bounds: readonly number[], counts: readonly number[], sum: number): Sample[] {
  let below = 0;
  const buckets = counts.map((count, place): Sample => {
    below += count;
    const le = bounds[place] === undefined ? '+Inf' : String(bounds[place]);
    return { suffix: '_bucket', labels: { le }, value: below };
  });
  return [...buckets, { suffix: '_sum', value: sum }, { suffix: '_count', value: below }];
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return Number.isNaN(value) ? 'NaN' : String(value);
}
