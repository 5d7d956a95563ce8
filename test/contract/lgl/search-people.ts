/** People that differ in everything that can be searched by. Invented. */
export const PEOPLE = [
  {
    first_name: 'Ada',
    last_name: 'Rivera',
    external_constituent_id: 'ext-1',
    email_addresses: [{ address: 'ada@example.org' }, { address: 'rivera@Example.ORG', not_current: true }],
    phone_numbers: [{ number: '(206) 555-0188' }, { number: '+1 415 555 0100', phone_type_name: 'Mobile' }],
    street_addresses: [
      { street: '1 Main Street', city: 'Seattle', state: 'WA', postal_code: '98101-1234', country: 'United States' },
    ],
    categories: [{ key: 'tags', keywords: [{ name: 'Gala' }] }],
    groups: [{ group_name: 'Staff' }],
    memberships: [
      { membership_level_name: 'Friend', date_start: '2020-01-01', finish_date: '2020-12-31' },
      { membership_level_name: 'General', date_start: '2026-01-01', finish_date: '2999-12-31' },
    ],
    class_affiliations: [{ class_affiliation_type_id: 515, year: 2004 }],
    custom_attrs: [
      { key: 'my_text', value: 'These two words' },
      { key: 'my_integer', value: '10' },
      { key: 'my_date', value: '2025-01-01' },
      { key: 'my_currency', value: '12.50' },
    ],
  },
  {
    first_name: 'Zoë',
    last_name: 'Nuñez',
    external_constituent_id: 'ext-2',
    email_addresses: [{ address: 'zoe.ada@example.org' }],
    phone_numbers: [{ number: '206.555.0188 ext 4' }],
    street_addresses: [
      { street: 'Calle Máin 4', city: 'Seattle', state: 'wa', postal_code: '98199' },
      { street: '9 Lake Rd', city: 'Austin', state: 'TX', postal_code: '78701' },
    ],
    memberships: [{ membership_level_name: 'Friend', date_start: '2023-01-01', finish_date: '2023-12-31' }],
    custom_attrs: [
      { key: 'my_text', value: 'Blue' },
      { key: 'my_integer', value: '5' },
      { key: 'my_date', value: '2024-12-31' },
    ],
  },
  {
    first_name: 'Mary Ann',
    last_name: "O'Brien",
    spouse_name: 'Pat Rivera',
    nick_name: 'Mae',
    email_addresses: [{ address: 'mae@school.example' }],
    memberships: [{ membership_level_name: 'Friend', date_start: '2025-01-01' }],
    class_affiliations: [
      { class_affiliation_type_id: 516, year: 1999 },
      { class_affiliation_type_id: 515, year: 2021 },
    ],
    custom_attrs: [
      { key: 'my_text', value: '' },
      { key: 'my_integer', value: '' },
      { key: 'my_date', value: '' },
    ],
  },
  {
    is_org: true,
    org_name: '100% Rivera & Sons',
    external_constituent_id: 'org-1',
    groups: [{ group_name: 'Choir' }],
    custom_attrs: [
      { key: 'my_text', value: 'a|b two' },
      { key: 'my_integer', value: '50' },
    ],
  },
  { is_org: true, last_name: 'a_b Agency', org_name: 'aXb Agency' },
  {
    first_name: 'Ann',
    last_name: 'Lee',
    addressee: 'Ann & Bo Lee',
    salutation: 'Ann & Bo',
    maiden_name: 'Ångström',
    groups: [{ group_name: 'Choir' }, { group_name: 'Staff' }],
    custom_attrs: [
      { key: 'my_integer', value: '51' },
      { key: 'my_currency', value: '3' },
    ],
  },
  {
    first_name: 'Smith;',
    last_name: 'Jones',
    categories: [{ key: 'tags', keywords: [{ name: 'Gala' }, { short_code: 'do_not_call' }] }],
  },
  {
    first_name: 'Ada',
    last_name: 'Rivera',
    external_constituent_id: 'ext-1b',
    is_deceased: true,
    deceased_date: '2020-02-02',
  },
  {
    last_name: 'émile',
    custom_attrs: [
      { key: 'my_text', value: 'blue sky' },
      { key: 'my_integer', value: '-3' },
    ],
  },
  {
    first_name: 'Émile',
    last_name: 'Zola',
    street_addresses: [{ street: '', city: 'Paris', country: 'France', postal_code: '75001' }],
    memberships: [{ membership_level_name: 'General', finish_date: '2024-06-30' }],
  },
];
