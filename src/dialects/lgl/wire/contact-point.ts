/** A contact point outside its constituent: the owner comes right after the id (docs/contracts/lgl.md §3.2). */
export function standAlone<Row extends { id: number }>({ id, ...rest }: Row, constituentId: number) {
  return { id, item_id: constituentId, item_type: 'Constituent', ...rest };
}
