import { expect, test } from 'vitest';
import { CONTACT_PARTS, LATER_PARTS, PART_NAMES, PARTS, PLAIN_PARTS, SPECIAL_PARTS } from './parts.ts';

test('every part is written in one way', () => {
  expect([...CONTACT_PARTS, ...PLAIN_PARTS, ...SPECIAL_PARTS].toSorted()).toEqual(PART_NAMES.toSorted());
  expect([...PLAIN_PARTS, ...SPECIAL_PARTS].toSorted()).toEqual(LATER_PARTS.toSorted());
});

test('every part reads the rows of one constituent of one organization', () => {
  for (const name of PART_NAMES) {
    const { select, table } = PARTS[name];
    expect(select).toContain(table.name);
    expect(select).toMatch(/\b(\w+)\.organization_id = c\.organization_id and \1\.constituent_id = c\.id\b/);
  }
});

test('every part has a label of its own', () => {
  expect(new Set(PART_NAMES.map((name) => PARTS[name].label)).size).toBe(PART_NAMES.length);
});
