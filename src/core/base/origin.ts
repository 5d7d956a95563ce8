// Origins that an organization lists: `https://www.example.org`, or `https://*.example.org` for all names below that one.

/** `https://*.example.org`, with a port perhaps: two labels at least, or every site of a country would be meant. */
const PATTERN = /^(https?:\/\/)\*\.([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)(:\d{1,5})?$/;

/** Whether a text can be listed. */
export function isOrigin(text: string): boolean {
  const [, scheme, domain, port = ''] = PATTERN.exec(text) ?? [];
  const name = domain === undefined ? text : `${scheme}${domain}${port}`;
  const url = URL.parse(name);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === name && !name.includes('*');
}

/** Whether an origin is below the domain of a pattern: whole labels, never `notexample.org` nor the domain itself. */
export function isBelow(pattern: string, origin: string): boolean {
  const [, scheme, domain, port = ''] = PATTERN.exec(pattern) ?? [];
  const parent = domain === undefined ? null : URL.parse(`${scheme}${domain}${port}`);
  const url = URL.parse(origin);
  if (!parent || url?.origin !== origin) return false;
  const isSame = url.protocol === parent.protocol && url.port === parent.port;
  return isSame && url.hostname.endsWith(`.${parent.hostname}`) && !url.hostname.startsWith('.');
}
