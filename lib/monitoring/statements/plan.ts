import { z } from 'zod';
import { tidyText } from './text.ts';

/** One step of a plan. `cost` and `rows` are the planner's guesses; `details` are conditions and keys, without values. */
export type PlanNode = {
  node: string;
  relation: string | null;
  index: string | null;
  cost: number;
  rows: number;
  details: string[];
  children: PlanNode[];
};

export const planNodeSchema: z.ZodType<PlanNode> = z.object({
  node: z.string(),
  relation: z.string().nullable(),
  index: z.string().nullable(),
  cost: z.number(),
  rows: z.number(),
  details: z.array(z.string()),
  children: z.array(z.lazy(() => planNodeSchema)),
});

const detailNames = [
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
  'Sort Key',
  'Group Key',
] as const;

type Explained = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Join Type'?: string;
  'Subplan Name'?: string;
  'Total Cost': number;
  'Plan Rows': number;
  Plans?: Explained[];
} & Partial<Record<(typeof detailNames)[number], string | string[]>>;

const detail = z.union([z.string(), z.array(z.string())]).optional();
const explainedSchema: z.ZodType<Explained> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Join Type': z.string().optional(),
  'Subplan Name': z.string().optional(),
  'Total Cost': z.number(),
  'Plan Rows': z.number(),
  'Index Cond': detail,
  'Recheck Cond': detail,
  'Hash Cond': detail,
  'Merge Cond': detail,
  'Join Filter': detail,
  Filter: detail,
  'Sort Key': detail,
  'Group Key': detail,
  Plans: z.array(z.lazy(() => explainedSchema)).optional(),
});

const MOST_NODES = 200;
const LONGEST_DETAIL = 300;

/** Reads what EXPLAIN (FORMAT JSON) answered. Past 200 steps the deeper ones are left out. @throws ZodError for anything else */
export function readPlan(answer: unknown): PlanNode {
  const [{ Plan }] = z.tuple([z.object({ Plan: explainedSchema })]).parse(answer);
  let left = MOST_NODES;
  const nodeOf = (explained: Explained): PlanNode => {
    left -= 1;
    const join = explained['Join Type'];
    const name =
      join === undefined || join === 'Inner' ? explained['Node Type'] : `${explained['Node Type']} (${join})`;
    return {
      node: name,
      relation: explained['Relation Name'] ?? null,
      index: explained['Index Name'] ?? null,
      cost: explained['Total Cost'],
      rows: explained['Plan Rows'],
      details: detailsOf(explained),
      children: (explained.Plans ?? []).flatMap((child) => (left > 0 ? [nodeOf(child)] : [])),
    };
  };
  return nodeOf(Plan);
}

/** What tells two plans apart: which steps over which tables and indexes, in which order; costs do not. */
export function planShape(node: PlanNode): string {
  const own = [node.node, node.relation, node.index].filter((part) => part !== null).join(' ');
  return node.children.length === 0 ? own : `${own}(${node.children.map(planShape).join(', ')})`;
}

/** A plan as rows, each with its depth. */
export function planRows(node: PlanNode, depth = 0): { depth: number; node: PlanNode }[] {
  return [{ depth, node }, ...node.children.flatMap((child) => planRows(child, depth + 1))];
}

/** Tables that a plan reads from end to end. */
export function scannedTables(node: PlanNode): string[] {
  const scanned = planRows(node).flatMap(({ node: step }) =>
    step.node === 'Seq Scan' && step.relation !== null ? [step.relation] : [],
  );
  return [...new Set(scanned)];
}

function detailsOf(explained: Explained): string[] {
  const subplan = explained['Subplan Name'];
  const details = detailNames.flatMap((name) => {
    const value = explained[name];
    if (value === undefined) return [];
    return [`${name}: ${tidyText([value].flat().join(', ')).slice(0, LONGEST_DETAIL)}`];
  });
  return subplan === undefined ? details : [subplan, ...details];
}
