// Cost against size as an SVG: processor time per request of Kith and PostgreSQL together, a line for each scenario.
import type { Measured } from './measure-scenario.ts';

type Costs = readonly Pick<Measured, 'scenario' | 'size' | 'http'>[];

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  readonly look: { readonly color: string; readonly marker: number };
}

/** Maps a value to a place, by its logarithm. */
type Scale = (value: number) => number;

const WIDTH = 960;
const HEIGHT = 560;
const AREA = { left: 72, top: 64, right: 660, bottom: 490 };
const LABEL_HEIGHT = 19;

/** Told apart on white and on black; the markers tell them apart where colours do not. */
const COLORS = (
  '#3b82f6 #ef4444 #059669 #d97706 #8b5cf6 #db2777 ' + '#0d9488 #65a30d #f97316 #64748b #a16207 #0284c7'
).split(' ');
const MARKERS = [
  (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="4"/>`,
  (x: number, y: number) => `<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>`,
  (x: number, y: number) => `<path d="M${x} ${y - 5}l5 9h-10z"/>`,
  (x: number, y: number) => `<path d="M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"/>`,
];

const STYLE = `
  .paper { fill: #ffffff } text { fill: #1f2328 } .quiet { fill: #59636e } .grid { stroke: #d8dee4 }
  text { font: 14px system-ui, -apple-system, 'Segoe UI', sans-serif } .title { font-size: 18px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 } .grid { stroke: #30363d }
  }`;

/** A whole SVG document. Both axes are logarithmic: a flat line is a cost that does not grow. */
export function plotCosts(results: Costs): string {
  const sizes = [...new Set(results.map(({ size }) => size))].sort((a, b) => a - b);
  const costs = results.map(({ http }) => costOf(http));
  const x = scale([sizes.at(0) ?? 1, sizes.at(-1) ?? 1], [AREA.left + 20, AREA.right - 20]);
  const range = [Math.min(...costs) / 1.25, Math.max(...costs) * 1.25] as const;
  const y = scale(range, [AREA.bottom, AREA.top]);
  const lines = toLines(results, { x, y });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    '<title>Processor time per request against the number of people</title>',
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`,
    textAt({ x: AREA.left, y: 34 }, 'Processor time per request, Kith and PostgreSQL', 'class="title"'),
    ...ticks(range).map((value) => horizontal(y(value), `${value} ms`)),
    ...sizes.map((size) => vertical(x(size), size.toLocaleString('en-US'))),
    textAt({ x: (AREA.left + AREA.right) / 2, y: AREA.bottom + 52 }, 'people', 'text-anchor="middle" class="quiet"'),
    ...lines.map(drawLine),
    ...legend(lines),
    '</svg>\n',
  ].join('\n');
}

const costOf = (http: Measured['http']) => http.serverCpu + http.databaseCpu;

function scale([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const span = Math.log(high / low);
  // One size only stands in the middle.
  return (value) => from + (span === 0 ? 0.5 : Math.log(value / low) / span) * (to - from);
}

/** 1, 2 and 5 times the powers of ten in a range. */
function ticks([low, high]: readonly [number, number]): number[] {
  return [-3, -2, -1, 0, 1, 2, 3]
    .flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
    .filter((value) => value >= low && value <= high);
}

function toLines(results: Costs, { x, y }: { x: Scale; y: Scale }): Line[] {
  return [...Map.groupBy(results, ({ scenario }) => scenario)].map(([name, measured], index) => ({
    name,
    points: measured
      .toSorted((a, b) => a.size - b.size)
      .map(({ size, http }) => ({ x: rounded(x(size)), y: rounded(y(costOf(http))) })),
    look: { color: COLORS[index % COLORS.length] ?? 'gray', marker: index % MARKERS.length },
  }));
}

function drawLine({ points, look }: Line): string {
  const path = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const markers = points.map(({ x, y }) => mark(look, { x, y })).join('');
  return `<g fill="none" stroke="${look.color}" stroke-width="2"><polyline points="${path}"/></g>${markers}`;
}

const mark = ({ color, marker }: Line['look'], { x, y }: Point) =>
  `<g fill="${color}">${MARKERS[marker]?.(x, y) ?? ''}</g>`;

/** A label for each line beside its end, moved apart where lines end close together. */
function legend(lines: readonly Line[]): string[] {
  const ends = lines
    .flatMap((line) => {
      const end = line.points.at(-1);
      return end ? [{ line, end }] : [];
    })
    .sort((a, b) => a.end.y - b.end.y);
  const lowest = HEIGHT - 24 - ends.length * LABEL_HEIGHT;
  let free = AREA.top - 8;
  return ends.map(({ line, end }, index) => {
    const at = { x: AREA.right + 56, y: Math.max(free, Math.min(end.y, lowest + index * LABEL_HEIGHT)) };
    free = at.y + LABEL_HEIGHT;
    const lead = `<path d="M${end.x + 8} ${end.y}L${at.x - 22} ${at.y}h8" fill="none" stroke="${line.look.color}" opacity="0.5"/>`;
    return `${lead}${mark(line.look, { x: at.x - 9, y: at.y })}${textAt({ x: at.x + 2, y: at.y + 5 }, line.name)}`;
  });
}

const horizontal = (y: number, label: string) =>
  `<path class="grid" d="M${AREA.left} ${rounded(y)}H${AREA.right}"/>${textAt({ x: AREA.left - 8, y: y + 5 }, label, 'text-anchor="end" class="quiet"')}`;

const vertical = (x: number, label: string) =>
  `<path class="grid" d="M${rounded(x)} ${AREA.top}V${AREA.bottom}"/>${textAt({ x, y: AREA.bottom + 24 }, label, 'text-anchor="middle" class="quiet"')}`;

const textAt = ({ x, y }: Point, text: string, attributes = '') =>
  `<text x="${rounded(x)}" y="${rounded(y)}" ${attributes}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

const rounded = (value: number) => Math.round(value * 10) / 10;
