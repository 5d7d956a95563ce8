// Precision and recall by probability, as a picture.
import type { Evaluation } from '../core/matching/evaluate.ts';

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = 48;

type Thresholds = Evaluation['thresholds'];

const x = (probability: number) => MARGIN + probability * (WIDTH - 2 * MARGIN);
const y = (share: number) => HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);

function line(points: Thresholds, of: 'precision' | 'recall', colour: string): string {
  const places = points.map((point) => `${x(point.probability).toFixed(1)},${y(point[of]).toFixed(1)}`).join(' ');
  return `<polyline points="${places}" fill="none" stroke="${colour}" stroke-width="2"/>`;
}

function label(text: string, [left, top]: readonly [number, number], anchor = 'middle'): string {
  return `<text x="${left}" y="${top}" text-anchor="${anchor}">${text}</text>`;
}

/** SVG. */
export function accuracyPlot(thresholds: Thresholds): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    label(String(share), [x(share), HEIGHT - MARGIN + 20]),
    label(String(share), [MARGIN - 8, y(share) + 4], 'end'),
    `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${y(share)}" y2="${y(share)}" stroke="#ccc"/>`,
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${ticks.join('\n')}
${line(thresholds, 'precision', '#0a5')}
${line(thresholds, 'recall', '#05a')}
${label('precision (green) and recall (blue) by probability', [WIDTH / 2, 20])}
</svg>
`;
}
