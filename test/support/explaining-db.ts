// A database that keeps the plan of every statement it runs.
import { Db } from '../../src/db/connect.ts';
import { sql } from './sql.ts';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Collects the plan of every statement it runs. */
export class ExplainingDb extends Db {
  readonly plans: PlanNode[] = [];

  override async all<Row>(query: Parameters<Db['all']>[0]): Promise<Row[]> {
    const { text, values } =
      'compile' in query ? { text: query.compile().sql, values: query.compile().parameters } : query;
    const explain = sql<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (format json) ${text}`, values);
    const [row] = await super.all(explain);
    if (row) this.plans.push(row['QUERY PLAN'][0].Plan);
    return super.all(query) as Promise<Row[]>;
  }
}

/** The tables that a plan reads from end to end. */
export function sequentialScans(node: PlanNode): string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(sequentialScans)];
}
