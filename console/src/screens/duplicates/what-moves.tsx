// What a merge would move, asked of the server before anything is done.
import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Panel } from '../../kit/page.tsx';
import { Answered } from '../../kit/states.tsx';

interface Props {
  readonly survivorId: number;
  readonly otherIds: readonly number[];
}

export function WhatMoves({ survivorId, otherIds }: Props) {
  const { duplicates: words } = useTexts();
  const preview = useQuery({
    queryKey: ['merge-preview', survivorId, ...otherIds],
    queryFn: ({ signal }) =>
      client.createMerge({ dry_run: 'true', body: { survivor_id: survivorId, other_ids: otherIds } }, { signal }),
  });
  return (
    <Panel title={words.moves}>
      <Answered of={preview}>{({ moved }) => <Moved moved={moved} />}</Answered>
    </Panel>
  );
}

export function Moved({ moved }: { readonly moved: Readonly<Record<string, number>> }) {
  const { duplicates: words } = useTexts();
  const tables: Readonly<Record<string, string>> = words.tables;
  const lines = Object.entries(moved).filter(([, count]) => count > 0);
  if (lines.length === 0) return <p className="quiet">{words.nothingMoves}</p>;
  return (
    <ul className="plain-list">
      {lines.map(([table, count]) => (
        <li key={table}>{words.moveLine(count, tables[table] ?? table.replaceAll('_', ' '))}</li>
      ))}
    </ul>
  );
}
