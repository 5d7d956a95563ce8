import { expect, test } from 'vitest';
import { typedValue } from './value.ts';

test.each([
  ['integer', '10', { value_number: '10' }],
  ['currency', '$1,234.50', { value_number: '1234.50' }],
  ['number', '-.5', { value_number: '-.5' }],
  ['number', 'ten', { value_number: null }],
  ['number', '1e999', { value_number: null }],
  ['date', '2024-02-29', { value_date: '2024-02-29' }],
  ['date', '2023-02-29', { value_date: null }],
  ['boolean', 'Yes', { value_boolean: true }],
  ['boolean', '0', { value_boolean: false }],
  ['boolean', 'maybe', { value_boolean: null }],
  ['text', '10', { value_number: null, value_date: null, value_boolean: null }],
])('%s %j', (dataType, text, typed) => {
  expect(typedValue(dataType, text)).toMatchObject({ value_text: text, ...typed });
});
