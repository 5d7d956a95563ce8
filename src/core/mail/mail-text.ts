import { type Sealer, unsealOrNull } from '../access/seal.ts';

/** Stands in a text for its secret link, which would otherwise lie in the database, its backups and the outbox. */
export const LINK = '[link]';

/** A mail's text with the secret link in its place; undefined if that was encrypted with another installation secret. */
export function readableText(
  { text, linkSealed }: { readonly text: string; readonly linkSealed: string | null },
  sealer: Sealer,
): string | undefined {
  if (linkSealed === null) return text;
  const link = unsealOrNull(sealer, linkSealed);
  return link === null ? undefined : text.replaceAll(LINK, () => link);
}
