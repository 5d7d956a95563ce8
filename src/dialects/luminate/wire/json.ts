import type { Element } from './document.ts';

/** The document as JSON by the vendor's conversion rules (docs/contracts/luminate.md §4.1): all leaves are strings. */
export function toJson(root: Element): string {
  return JSON.stringify({ [root.name]: render(root) });
}

function render({ attributes, content, jsonFirst }: Element): unknown {
  if (typeof content === 'object' && content !== null) return { ...attributes, ...childrenOf(content, jsonFirst) };
  if (!attributes) return content;
  return content === null ? attributes : { ...attributes, content };
}

/** A repeated child is an array, a single one is not (rule 3). */
function childrenOf(children: readonly Element[], first: string | undefined): Record<string, unknown> {
  const values = new Map<string, unknown[]>();
  const ordered = children.toSorted((a, b) => Number(b.name === first) - Number(a.name === first));
  for (const child of ordered) values.set(child.name, [...(values.get(child.name) ?? []), render(child)]);
  return Object.fromEntries([...values].map(([name, list]) => [name, list.length === 1 ? list[0] : list]));
}
