/** One answer as a tree that both formats are rendered from (xml.ts, json.ts). */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Null: present but empty (`xsi:nil`). */
  readonly content: string | null | readonly Element[];
  /** A child that JSON shows before the others; XML keeps the given order (wire/luminate.md §4.1, rule 7). */
  readonly jsonFirst?: string;
}

type LeafValue = string | number | boolean | null;

/** An element without children; null is nil. */
export function leaf(name: string, value: LeafValue): Element {
  return { name, content: value === null ? null : String(value) };
}

/** An element with children. */
export function parent(name: string, children: readonly Element[]): Element {
  return { name, content: children };
}

/** The common short answer of methods that write: XML gives the id first, JSON the message (the vendor's samples). */
export function writeAnswer(
  name: string,
  { id, message, token }: { id: number; message: string; token?: string },
): Element {
  const content = [leaf('cons_id', id), leaf('message', message), ...(token ? [leaf('token', token)] : [])];
  return { name, content, jsonFirst: 'message' };
}
