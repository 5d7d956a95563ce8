// The rows that were refused, as they came, with the reason: to be corrected and imported again.
import type { Db } from '../../db/connect.ts';
import type { Actor } from '../base/actor.ts';
import { csvLine } from './csv-cell.ts';
import { allImportRows, getImport } from './import-queries.ts';
import { sayProblem } from './say-problem.ts';

/** CSV in UTF-8, with the headings of the file and a last column `Problem`. */
export async function* refusedRows(db: Db, actor: Actor, id: number): AsyncGenerator<string> {
  const { mapping } = await getImport(db, actor, id);
  const line = (cells: readonly string[]) => csvLine(cells, 'spreadsheets');
  yield `\uFEFF${line([...mapping.map(({ heading }) => heading), 'Problem'])}`;
  for await (const rows of allImportRows(db, actor, { importId: id, outcome: 'error' })) {
    yield rows
      .map(({ cells, problems }) => {
        const told = problems.map((problem) => sayProblem(problem, mapping)).join(' ');
        return line([...mapping.map(({ index }) => cells[index] ?? ''), told]);
      })
      .join('');
  }
}
