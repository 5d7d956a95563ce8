// Giving by year: bars, and the same as a table for who does not see them.
import type { Giving } from '@kith/client';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Panel } from '../../kit/page.tsx';

const BAR = { width: 44, gap: 12, height: 120 } as const;

export function YearBars({ giving }: { readonly giving: Giving }) {
  const { person: words } = useTexts();
  const format = useFormat();
  const years = giving.calendar_years.toSorted((a, b) => a.year - b.year).slice(-10);
  const most = Math.max(...years.map(({ total }) => Number(total)), 1);
  if (years.length === 0) return null;
  const facts = [
    [words.firstGift, giving.first],
    [words.lastGift, giving.last],
    [words.largestGift, giving.largest],
  ] as const;
  return (
    <Panel title={words.byYear}>
      <div className="beside">
        <figure className="bars">
          <svg width={years.length * (BAR.width + BAR.gap)} height={BAR.height + 24} aria-hidden="true">
            {years.map(({ year, total }, place) => {
              const height = Math.max(2, (Number(total) / most) * BAR.height);
              const x = place * (BAR.width + BAR.gap);
              return (
                <g key={year}>
                  <rect x={x} y={BAR.height - height} width={BAR.width} height={height} rx="3" />
                  <text x={x + BAR.width / 2} y={BAR.height + 18} textAnchor="middle">
                    {year}
                  </text>
                </g>
              );
            })}
          </svg>
          <table className="hidden">
            <caption>{words.byYear}</caption>
            <tbody>
              {years.map(({ year, total }) => (
                <tr key={year}>
                  <th scope="row">{year}</th>
                  <td>{format.amount(total)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </figure>
        <dl className="pairs">
          {facts.map(([name, gift]) =>
            gift ? (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {format.amount(gift.amount)} <span className="quiet">{format.date(gift.date)}</span>
                </dd>
              </div>
            ) : null,
          )}
        </dl>
      </div>
    </Panel>
  );
}
