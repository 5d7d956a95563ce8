// The types of gifts, with the platform's own ids (docs/contracts/lgl.md §3.14): the same for every organization.

export interface GiftType {
  readonly id: number;
  readonly name: string;
  readonly ordinal: number;
}

export const GIFT = 1;
export const PLEDGE = 7;
export const INSTALLMENT = 13;
/** Reachable through a pledge's parent only: no list and no search shows one. */
export const GOAL = 14;

const NAMES = new Map([
  [GIFT, 'Gift'],
  [2, 'In Honor of'],
  [3, 'In Memory of'],
  [4, 'Matching'],
  [5, 'Other Income'],
  [PLEDGE, 'Pledge'],
  [8, 'In Kind'],
  [9, 'Soft Credit'],
  [INSTALLMENT, 'Installment'],
  [GOAL, 'Goal'],
]);

/** Those that lists show. */
export const GIFT_TYPES: readonly GiftType[] = [...NAMES]
  .filter(([id]) => id !== GOAL)
  .map(([id, name], ordinal) => ({ id, name, ordinal }));

export function giftTypeName(id: number): string {
  return NAMES.get(id) ?? '';
}

/** The id of the type of that name, which is compared without case; undefined for an unknown one. */
export function findGiftType(name: string): number | undefined {
  const wanted = name.trim().toLowerCase();
  return [...NAMES].find(([, known]) => known.toLowerCase() === wanted)?.[0];
}

export function isGiftType(id: number): boolean {
  return NAMES.has(id);
}
