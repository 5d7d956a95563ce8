// What is kept about a person as a page that they can read: one file, which needs nothing from the internet.
import { FIELDS } from '../record/fields.ts';
import { PARTS } from '../record/parts.ts';
import type { Everything } from './everything.ts';

const LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.entries(FIELDS), ...Object.entries(PARTS)].map(([name, { label }]) => [name, label]),
);

function labelOf(name: string): string {
  const words = name
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase();
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter);

function isBlank(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `<ul>${value.map((each) => `<li>${shown(each)}</li>`).join('')}</ul>`;
  if (typeof value === 'object' && value !== null) return table(value);
  return escaped(value === true ? 'yes' : value === false ? 'no' : String(value ?? ''));
}

function table(values: object): string {
  const rows = Object.entries(values).filter(([, value]) => !isBlank(value));
  const cells = rows.map(([name, value]) => `<tr><th>${escaped(labelOf(name))}</th><td>${shown(value)}</td></tr>`);
  return `<table>${cells.join('')}</table>`;
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.3rem 0}th,td{text-align:left;vertical-align:top;padding:.1rem .8rem .1rem 0}th{font-weight:600}
h2{margin-top:2rem;border-bottom:1px solid #ccc}ul{margin:0;padding-left:1.2rem}details{margin:.3rem 0}`;

export function personPage({ record, tables, history }: Everything, now: Date): string {
  const name = [record.firstName, record.lastName].filter(Boolean).join(' ') || record.orgName || `Record ${record.id}`;
  // The record shows these already, by their names.
  const { constituents: _, ...others } = tables;
  const sections = Object.entries(others).map(
    ([title, rows]) =>
      `<details><summary>${escaped(labelOf(title))} (${rows.length})</summary>${rows.map(table).join('<hr>')}</details>`,
  );
  const events = history.map(
    ({ at, kind, dialect, actorName, before, after }) =>
      `<details><summary>${escaped(`${at}: ${kind.replaceAll(/[._]/g, ' ')}, through ${dialect}`)}${actorName ? escaped(`, by ${actorName}`) : ''}</summary>
       ${before ? `<p>Before</p>${table(before)}` : ''}${after ? `<p>After</p>${table(after)}` : ''}</details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(name)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(name)}</h1><p>Everything that is kept about this person, as of ${escaped(now.toISOString())}. The same, for programs,
is in everything.json; files are in the folder attachments.</p><h2>Record</h2>${table(record)}
<h2>What belongs to it</h2>${sections.join('\n')}<h2>What happened</h2>${events.join('\n')}</body></html>
`;
}
