import { expect, test } from 'vitest';
import { settingProblem } from './setting-names.ts';

test.each<[string, unknown]>([
  ['fieldRules', { gender: { person: 'hidden' }, 'name.first': {}, custom_string12: { staff: 'required' } }],
  ['fieldRules', undefined],
  ['authenticationFields', ['primary_email', 'email.primary_address', 'member_id', 'home_zip', 'custom_number3']],
  ['disabledMethods', ['CRConsAPI.create', 'SRConsAPI.login']],
  ['allowedOrigins', ['https://www.example.org']],
  ['welcomeMail', { subject: 'Hello', text: 'You' }],
])('%s takes %j', (name, value) => {
  expect(settingProblem(name, value)).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ['fieldRules', { gender: {}, gendre: {} }, 'gendre'],
  ['fieldRules', { first_name: {} }, 'first_name'],
  ['fieldRules', { custom_strings1: {} }, 'custom_strings1'],
  ['authenticationFields', ['member_no'], 'member_no'],
  ['disabledMethods', ['CRConsAPI.creat'], 'CRConsAPI.creat'],
  ['disabledMethods', ['SRConsAPI.logout'], 'SRConsAPI.logout'],
])('%s does not take %j', (name, value, unknown) => {
  expect(settingProblem(name, value)).toContain(`"${unknown}"`);
});
