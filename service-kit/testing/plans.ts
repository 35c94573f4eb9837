import { listStatement, type ListPlan, type ListQuery, type WrittenPlan } from '../src/paging';
import type { Database } from '../src/database';

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/**
 * Shows, for each filter that a list offers, that the planner answers it from the index named, with no scan of a table.
 * @param plan of the list, or which of its plans answers a query
 * @param rows a statement that fills the table, so that the planner has something to choose by
 * @param expected by filter, a value that few rows have, and the index
 * @param always what every query of the list has, such as whose records are listed
 */
export const itServesEveryFilter = (
  db: () => Database,
  plan: ListPlan | ((query: ListQuery) => ListPlan | WrittenPlan),
  rows: string,
  table: string,
  expected: Record<string, [value: unknown, index: string]>,
  always: Record<string, unknown> = {},
): void => {
  it('serves every filter of its list from an index', async () => {
    const planOf = (query: ListQuery) => (typeof plan === 'function' ? plan(query) : plan);
    await db().query(rows);
    await db().query(`vacuum analyze ${table}`);
    for (const [name, [value, index]] of Object.entries(expected)) {
      const query = { limit: 50, ...always, [name]: value };
      expect(Object.keys(planOf(query).filters).filter((known) => !(known in expected))).toEqual([]);
      const { text, values } = listStatement(planOf(query), query);
      const [row] = await db().query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (format json) ${text}`, values);
      const nodes = row ? nodesOf(row['QUERY PLAN'][0].Plan) : [];
      const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
      expect({ name, scanned, indexes: nodes.flatMap((node) => node['Index Name'] ?? []) }).toEqual({
        name,
        scanned: [],
        indexes: expect.arrayContaining([index]),
      });
    }
  });
};
