import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { type Element, leaf, parent } from './document.ts';
import { toJson } from './json.ts';
import { toXml } from './xml.ts';

describe('JSON (docs/contracts/luminate.md §4.1)', () => {
  const inner = (...children: Element[]) => JSON.parse(toJson(parent('root', children))).root;

  test('leaves are strings', () => {
    expect(inner(leaf('a', 1), leaf('b', true), leaf('c', 'x'))).toEqual({ a: '1', b: 'true', c: 'x' });
  });

  test('a repeated element is an array, a single one is not, none is absent', () => {
    expect(inner(leaf('a', 1))).toEqual({ a: '1' });
    expect(inner(leaf('a', 1), leaf('b', 2), leaf('a', 3))).toEqual({ a: ['1', '3'], b: '2' });
    expect(inner()).toEqual({});
  });

  test('nil is null, or the attributes alone', () => {
    expect(inner(leaf('a', null))).toEqual({ a: null });
    expect(inner({ name: 'a', attributes: { id: 'x' }, content: null })).toEqual({ a: { id: 'x' } });
  });

  test('attribute and text', () => {
    expect(inner({ name: 'a', attributes: { id: 'x' }, content: 'blue' })).toEqual({ a: { id: 'x', content: 'blue' } });
  });

  test('a root that is text', () => {
    expect(toJson(leaf('root', 'x'))).toBe('{"root":"x"}');
  });

  test('a child shown first', () => {
    const children = [leaf('cons_id', 1), leaf('message', 'x')];
    expect(toJson({ name: 'r', content: children, jsonFirst: 'message' })).toBe('{"r":{"message":"x","cons_id":"1"}}');
  });
});

describe('XML', () => {
  test('indents, marks nil, closes what is empty', () => {
    const tree = parent('r', [
      parent('a', [leaf('b', null), { name: 'c', attributes: { id: '"<\n' }, content: 'x\r\n' }]),
    ]);
    const attributes =
      'xsi:schemaLocation="http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd" xmlns="http://convio.com/crm/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
    expect(toXml(tree)).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<r ${attributes}>\n  <a>\n    <b xsi:nil="true"/>\n    <c id="&quot;&lt;&#10;">x&#13;\n</c>\n  </a>\n</r>\n`,
    );
    expect(toXml(parent('r', []))).toMatch(/<r [^>]+\/>\n$/);
  });

  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    processEntities: true,
    htmlEntities: true,
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they cannot be in XML
  const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
  const carried = (text: string) => text.toWellFormed().replace(notXml, '\ufffd');
  const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
  const awkward = fc.array(
    fc.constantFrom('&', '<', '>', '"', "'", ']]>', '\r', '\n', '\t', '\0', '\ud800', '\u001b', ' ', '\ufffe'),
    {
      minLength: 1,
      maxLength: 12,
    },
  );

  test('is well-formed and means what was said, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          awkward.map((pieces) => pieces.join('')),
        ),
        (text) => {
          const xml = toXml(parent('r', [{ name: 'a', attributes: { id: text }, content: text }]));
          expect(XMLValidator.validate(xml)).toBe(true);
          const { a } = parser.parse(xml).r;
          expect(a['#text']).toBe(carried(text));
          expect(a['@id']).toBe(carried(text));
        },
      ),
      { numRuns: 500 },
    );
  });
});
