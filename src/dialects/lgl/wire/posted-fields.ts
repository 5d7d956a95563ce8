// The fields of a post under the names of docs/contracts/lgl.md §9. Blank ones count as not sent.
import { invalidField } from '../../../core/base/failure.ts';
import type { Mapping } from '../../../core/integrations/integration.ts';
import type { PostedFields } from '../../../core/integrations/posted.ts';
import { toDate } from './coerce.ts';

const YES = new Set(['yes', 'y', 'true', '1', 'on']);
const NO = new Set(['no', 'n', 'false', '0', 'off']);

export class Fields {
  readonly #values: ReadonlyMap<string, string>;

  /** A field that is mapped has its other name; one that is not has its own, unless another is mapped to that. */
  constructor(fields: PostedFields, mapping: Mapping) {
    const named = Object.entries(fields).map(([name, value]): [string | null | undefined, string, boolean] => {
      const isMapped = Object.hasOwn(mapping, name);
      return [isMapped ? mapping[name] : name, value.trim(), isMapped];
    });
    const own = named.filter(([, value, isMapped]) => !isMapped && value !== '');
    const mapped = named.filter(([, value, isMapped]) => isMapped && value !== '');
    this.#values = new Map([...own, ...mapped].flatMap(([name, value]) => (name ? [[name, value]] : [])));
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#values.has(name));
  }

  /** Throws `invalid` (`yes_or_no`). */
  flag(name: string): boolean | undefined {
    const word = this.text(name)?.toLowerCase();
    if (word === undefined) return undefined;
    if (!YES.has(word) && !NO.has(word)) throw invalidField(name, 'yes_or_no');
    return YES.has(word);
  }

  /** YYYY-MM-DD. Throws `invalid` (`date_format`). */
  date(name: string): string | undefined {
    const given = this.text(name);
    if (given === undefined) return undefined;
    const date = toDate(given);
    if (date === null) throw invalidField(name, 'date_format');
    return date;
  }

  /** Several values, separated by `;` or `,`. */
  list(name: string): string[] {
    return (this.text(name) ?? '').split(/[;,]/).flatMap((part) => part.trim() || []);
  }

  /** By name. */
  reference(name: string): { readonly name: string } | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : { name: text };
  }
}
