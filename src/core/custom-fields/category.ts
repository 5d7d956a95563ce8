/** Custom fields with a list of values: a category and its keywords (docs/contracts/lgl.md §3.8). */

/** What the keywords of a category can be given to. */
export const ITEM_TYPES = ['Constituent', 'Gift', 'VolunteerTime'] as const;

export interface Keyword {
  readonly id: number;
  readonly categoryId: number;
  readonly name: string;
  readonly description: string | null;
  readonly shortCode: string | null;
  readonly ordinal: number;
  readonly removable: boolean;
  readonly canChange: boolean;
  readonly canSelect: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Category {
  readonly id: number;
  readonly itemType: string;
  readonly name: string;
  readonly key: string;
  /** How many keywords of it one item may have: any number, or one. */
  readonly facetType: 'list' | 'single';
  readonly ordinal: number;
  readonly removable: boolean;
  /** Whether keywords may be added. */
  readonly editable: boolean;
  readonly displayFormat: string;
  /** All that are in use or, where an item is shown, those that it has. */
  readonly keywords: readonly Keyword[];
}

export const KEYWORD_FIELDS =
  'id categoryId name description shortCode ordinal removable canChange canSelect createdAt updatedAt'.split(' ');

export const CATEGORY_FIELDS = 'id itemType name key facetType ordinal removable editable displayFormat'.split(' ');
