/** Custom fields with a list of values: a category and its keywords (docs/contracts/lgl.md §3.8). */

/** What the keywords of a category can be given to. */
export const ITEM_TYPES = ['Constituent', 'Gift', 'VolunteerTime'] as const;
