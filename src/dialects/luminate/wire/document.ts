/** One answer as a tree that both formats are rendered from (xml.ts, json.ts). */
export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Null: present but empty (`xsi:nil`). */
  readonly content: string | null | readonly Element[];
  /** A child that JSON shows before the others; XML keeps the given order (docs/contracts/luminate.md §4.1, rule 7). */
  readonly jsonFirst?: string;
  /** Whoever holds the value is taken for the person: redirects.ts decides which addresses may carry it. */
  readonly isProof?: true;
}

type LeafValue = string | number | boolean | null;

/** An element without children; null is nil. */
export function leaf(name: string, value: LeafValue): Element {
  return { name, content: value === null ? null : String(value) };
}

/** A session id, token or nonce, or an address that holds one. */
export function proof(name: string, value: string | null): Element {
  return { ...leaf(name, value), isProof: true };
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
  const content = [leaf('cons_id', id), leaf('message', message), ...(token ? [proof('token', token)] : [])];
  return { name, content, jsonFirst: 'message' };
}
