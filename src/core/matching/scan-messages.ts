// What a scan and its thread tell each other.
import type { Dismissal } from './dismissals.ts';
import type { DuplicatePair, NewDuplicate } from './duplicate.ts';
import type { Progress } from './find-duplicates.ts';
import type { Kept } from './learnt.ts';
import type { StoredPerson } from './stored-people.ts';

export type ScanRequest =
  | { readonly people: readonly StoredPerson[]; readonly decided: ReadonlySet<number> }
  | { readonly dismissals: readonly Dismissal[]; readonly from: number };

export interface Found {
  readonly learnt: Kept;
  readonly groups: readonly NewDuplicate[];
  readonly people: number;
  readonly pairs: number;
}

export type ScanAnswer =
  | { readonly say: 'taken' }
  | { readonly say: 'step'; readonly step: Progress['step'] }
  | { readonly say: 'values'; readonly values: readonly { readonly value: string; readonly people: number }[] }
  | { readonly say: 'pairs'; readonly pairs: readonly DuplicatePair[] }
  | ({ readonly say: 'found' } & Found)
  | { readonly say: 'failed'; readonly problem: string };
