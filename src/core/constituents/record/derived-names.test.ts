import { expect, test } from 'vitest';
import { deriveNames, rederiveNames, searchNames } from './derived-names.ts';

const person = { isOrg: false, firstName: 'Ada', lastName: 'Rivera', orgName: null };
const unnamed = {
  prefix: null,
  middleName: null,
  suffix: null,
  nickName: null,
  maidenName: null,
  spouseName: null,
  spouseNickName: null,
};

test('a person with both names', () => {
  expect(deriveNames(person, {})).toEqual({
    addressee: 'Ada Rivera',
    salutation: 'Ada',
    sortName: 'Rivera, Ada',
    annualReportName: 'Ada Rivera',
    altSalutation: 'Ada',
    altAddressee: 'Ada Rivera',
    honoraryName: 'Ada Rivera',
  });
});

test('a person known only by an employer is addressed by it', () => {
  expect(deriveNames({ isOrg: false, firstName: '', lastName: null, orgName: 'Acme' }, {})).toMatchObject({
    addressee: 'Acme',
    sortName: 'Acme',
    salutation: null,
  });
});

test('an organization sorts by its name and is addressed by its last name', () => {
  const names = deriveNames({ isOrg: true, firstName: null, lastName: 'The Bower Agency', orgName: 'Bower' }, {});
  expect(names).toMatchObject({
    addressee: 'The Bower Agency',
    altAddressee: 'The Bower Agency',
    sortName: 'Bower',
    salutation: null,
  });
});

test('a blank given name counts as not given', () => {
  expect(deriveNames(person, { addressee: ' ' }).addressee).toBe('Ada Rivera');
});

test('a rename leaves alone what somebody chose', () => {
  const before = { ...person, ...deriveNames(person, { honoraryName: 'Dr. Rivera' }) };
  const renamed = rederiveNames(before, { ...person, lastName: 'Berg' }, { addressee: 'given' });
  expect(renamed).toEqual({
    sortName: 'Berg, Ada',
    annualReportName: 'Ada Berg',
    altAddressee: 'Ada Berg',
  });
});

test('the search text holds each distinct name once, folded', () => {
  const names = deriveNames(person, {});
  const { searchName, searchSortName } = searchNames({ ...unnamed, ...person, ...names, nickName: 'ADA' });
  expect(searchName.split('\n')).toEqual(['ada', 'rivera', 'rivera, ada', 'ada rivera']);
  expect(searchSortName).toBe('rivera, ada');
});
