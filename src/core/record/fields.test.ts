import { expect, test } from 'vitest';
import { FIELD_NAMES, FIELDS, SEARCHED_NAMES, TYPED_FIELDS, UNSET_FIELDS } from './fields.ts';

test('every field has a label of its own', () => {
  const labels = FIELD_NAMES.map((name) => FIELDS[name].label);
  expect(new Set(labels).size).toBe(labels.length);
  expect(labels.filter((label) => !/^[A-Z]/.test(label))).toEqual([]);
});

// Another order would store other texts for the search, which the refolding would have to write anew for everybody.
test('names are searched in the order of the list', () => {
  expect(SEARCHED_NAMES.join(' ')).toBe(
    'prefix firstName middleName lastName suffix orgName nickName maidenName spouseName spouseNickName ' +
      'sortName addressee altAddressee salutation altSalutation',
  );
});

test('a new record has no value where one may be missing, and no flag set', () => {
  expect(UNSET_FIELDS).toMatchObject({
    firstName: null,
    acceptsEmail: null,
    ratingId: null,
    isOrg: false,
    active: false,
  });
});

test('the name of a type stands beside its id', () => {
  expect(TYPED_FIELDS).toContainEqual({ field: 'ratingId', kind: 'rating', name: 'ratingName' });
});
