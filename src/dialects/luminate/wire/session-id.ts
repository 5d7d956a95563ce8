// Session ids, routing ids and nonces as clients see them: what follows the last dot names the organization, where the
// original names an application server (docs/contracts/luminate.md §1.8). So a URL that names no organization finds it.

/** `<secret>.app12` */
export function toWireId(organizationId: number, secret: string): string {
  return `${secret}.app${organizationId}`;
}

/** The routing id, which says nothing but where to go. */
export function routingId(organizationId: number): string {
  return toWireId(organizationId, '00000000');
}

/** The secret and the organization that an id names; undefined for text that is no id of ours. */
export function fromWireId(text: string): { organizationId: number; secret: string } | undefined {
  const [, secret, organizationId] = text.match(/^([\w-]{1,100})\.app(\d{1,15})$/) ?? [];
  return secret && organizationId ? { secret, organizationId: Number(organizationId) } : undefined;
}
