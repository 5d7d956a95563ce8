// A long list: a grid of which only the rows in sight are in the document (docs/console.md, Lists).
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What the cells hold says it to who sees them. */
  readonly isTitleHidden?: true;
  /** As CSS grids take it: `minmax(12rem, 2fr)`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  /** What a press on the heading sorts by. */
  readonly sort?: string;
}

interface GridProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** How many there are in all, of which `rows` are the first; -1: not known. */
  readonly total: number;
  readonly rowKey: (row: Row) => string | number;
  readonly onOpen: (row: Row) => void;
  /** The last rows come into sight. */
  readonly onEnd?: () => void;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  readonly selected?: ReadonlySet<string | number>;
  readonly onSelect?: (row: Row) => void;
}

const ROW_HEIGHT = 44;

export function Grid<Row>(props: GridProps<Row>) {
  const { label, columns, rows, total, rowKey, onEnd, selected } = props;
  const [focused, setFocused] = useState(0);
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    getItemKey: (index) => rowKey(rows[index] as Row),
    // The focused row stays in the document, or the focus would be lost when it is scrolled away.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const range = Array.from({ length: last - first + 1 }, (_, place) => first + place);
      return focused < count && (focused < first || focused > last) ? [...range, focused].sort((a, b) => a - b) : range;
    },
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastIndex >= rows.length - 30) onEnd?.();
  }, [lastIndex, rows.length, onEnd]);
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <div className="grid" role="grid" aria-label={label} aria-rowcount={total < 0 ? -1 : total + 1} tabIndex={-1}>
      <Headings {...props} template={template} />
      <div className="grid-body" ref={body} role="rowgroup" tabIndex={-1}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map(({ index, key, start }) => (
            <GridRow
              key={key}
              {...props}
              {...{ index, start, template, isFocused: index === focused }}
              row={rows[index] as Row}
              isSelected={selected?.has(rowKey(rows[index] as Row)) ?? false}
              onMove={(to) => {
                const place = Math.max(0, Math.min(rows.length - 1, to));
                setFocused(place);
                virtual.scrollToIndex(place);
                requestAnimationFrame(() => focusRow(body.current, place));
              }}
              onFocus={() => setFocused(index)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function focusRow(body: HTMLElement | null, index: number): void {
  body?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus({ preventScroll: true });
}

type Template = { readonly gridTemplateColumns: string };

function Headings<Row>({ columns, sort, onSort, template }: GridProps<Row> & { readonly template: Template }) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-row" style={template} tabIndex={-1}>
        {columns.map((column) => {
          const isUp = column.sort !== undefined && sort === column.sort;
          const isDown = column.sort !== undefined && sort === `-${column.sort}`;
          const order = isUp ? ('ascending' as const) : isDown ? ('descending' as const) : undefined;
          return (
            <div key={column.id} role="columnheader" aria-sort={order} tabIndex={-1}>
              {column.sort === undefined || !onSort ? (
                <span className={column.isTitleHidden ? 'hidden' : undefined}>{column.title}</span>
              ) : (
                <button
                  type="button"
                  className="sort"
                  onClick={() => onSort(isUp ? `-${column.sort}` : `${column.sort}`)}
                >
                  {column.title}
                  <span aria-hidden="true">{isUp ? ' ↑' : isDown ? ' ↓' : ''}</span>
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface RowProps<Row> extends GridProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly start: number;
  readonly template: Template;
  readonly isFocused: boolean;
  readonly isSelected: boolean;
  readonly onMove: (index: number) => void;
  readonly onFocus: () => void;
}

/** Rows that a key moves by. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 12,
  PageUp: -12,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function GridRow<Row>(props: RowProps<Row>) {
  const { row, index, start, template, columns, isFocused, isSelected, onOpen, onSelect, onMove, onFocus } = props;
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) onMove(index + step);
    else if (event.key === 'Enter') onOpen(row);
    else if (event.key === 'x' || event.key === ' ') onSelect?.(row);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="row"
      className="grid-row"
      aria-rowindex={index + 2}
      aria-selected={onSelect ? isSelected : undefined}
      tabIndex={isFocused ? 0 : -1}
      style={{ ...template, transform: `translateY(${start}px)` }}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onClick={(event) => (isControl(event.target) ? undefined : onOpen(row))}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" tabIndex={-1}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** A press on what acts by itself opens nothing. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, button, a, label') !== null;
}
