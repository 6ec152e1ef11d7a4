import { expect, test } from 'vitest';
import { histogramSamples, prometheusText } from './prometheus.ts';

test('a metric says what it is and gives its samples, values of labels escaped', () => {
  const samples = [{ labels: { pool: 'a "b"\\\n' }, value: 1.5 }, { value: 2 }];
  expect(prometheusText([{ name: 'x', help: 'What x is.', type: 'gauge', samples }])).toBe(
    '# HELP x What x is.\n# TYPE x gauge\nx{pool="a \\"b\\"\\\\\\n"} 1.5\nx 2\n',
  );
});

test('a metric without a sample is left out', () => {
  expect(prometheusText([{ name: 'x', help: '', type: 'gauge', samples: [] }])).toBe('');
});

test('a histogram counts upwards and ends with what lies above all bounds', () => {
  const samples = histogramSamples([0.1, 1], [3, 0, 2], 7.25);
  expect(prometheusText([{ name: 'h', help: 'H.', type: 'histogram', samples }])).toBe(
    '# HELP h H.\n# TYPE h histogram\nh_bucket{le="0.1"} 3\nh_bucket{le="1"} 3\nh_bucket{le="+Inf"} 5\nh_sum 7.25\nh_count 5\n',
  );
});
