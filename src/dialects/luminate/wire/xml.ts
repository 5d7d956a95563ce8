import type { Element } from './document.ts';

const NAMESPACE = 'http://convio.com/crm/v1.0';
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** In the order of the vendor's samples (docs/contracts/luminate.md §8). */
const ROOT_ATTRIBUTES = {
  'xsi:schemaLocation': `${NAMESPACE} http://service.convio.net/xmlschema/crm.public.v1.xsd`,
  xmlns: NAMESPACE,
  'xmlns:xsi': INSTANCE,
};

// What XML 1.0 cannot carry even as a reference: one such character would make the whole document unreadable.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser would turn these into a plain space or line feed.
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

function escapeText(text: string): string {
  const characters = text.toWellFormed().replace(NOT_XML, '\ufffd');
  return characters.replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
}

function escapeAttribute(text: string): string {
  return escapeText(text).replace(/["\n\t]/g, (character) => ESCAPES[character] ?? character);
}

/** A document: declaration, root with the namespaces, children indented by two spaces. */
export function toXml(root: Element): string {
  const whole = { ...root, attributes: { ...ROOT_ATTRIBUTES, ...root.attributes } };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(whole, '')}`;
}

function render({ name, attributes = {}, content }: Element, indent: string): string {
  const all = content === null ? { ...attributes, 'xsi:nil': 'true' } : attributes;
  const opening = [name, ...Object.entries(all).map(([key, value]) => `${key}="${escapeAttribute(value)}"`)].join(' ');
  if (content === null || content.length === 0) return `${indent}<${opening}/>\n`;
  if (typeof content === 'string') return `${indent}<${opening}>${escapeText(content)}</${name}>\n`;
  const children = content.map((child) => render(child, `${indent}  `)).join('');
  return `${indent}<${opening}>\n${children}${indent}</${name}>\n`;
}
