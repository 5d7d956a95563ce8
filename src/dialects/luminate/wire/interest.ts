// An interest, alone or with how somebody is interested (docs/contracts/luminate.md §4.7 and §4.17).
import type { Interest } from '../../../core/groups/interest.ts';
import { type Element, leaf, parent } from './document.ts';

export interface Channels {
  readonly forEmail: boolean;
  readonly forWeb: boolean;
}

export function presentInterest({ id, name, path }: Interest, { forEmail, forWeb }: Channels): Element {
  return parent('interest', [
    leaf('id', id),
    leaf('label', name),
    leaf('path', path.join(' > ')),
    leaf('for_email', forEmail),
    leaf('for_web', forWeb),
  ]);
}
