import type { Faker } from '@faker-js/faker';
import type { CategoryInput } from '../../core/record/parts/categories.ts';
import type { CustomFieldInput } from '../../core/record/parts/custom-fields.ts';
import type { MembershipInput } from '../../core/record/parts/memberships.ts';
import type { PartInputs } from '../../core/record/parts.ts';
import type { DemoVocabulary } from './vocabulary.ts';

/** What the generators draw from. */
export interface Draw {
  readonly faker: Faker;
  /** YYYY-MM-DD; memberships and visits are placed around it. */
  readonly today: string;
  readonly vocabulary: DemoVocabulary;
}

type Part = 'parent' | 'student' | 'grandparent' | 'staff' | 'supporter';

/** What one of the demo's people belongs to: groups, memberships, classes, keywords, interests, and custom values. */
export function affiliationsOf(draw: Draw, index: number, part: Part): PartInputs {
  return {
    groups: { items: groups(draw, index, part) },
    memberships: { items: memberships(draw, index, part) },
    classAffiliations: { items: classes(draw, index, part) },
    categories: keywords(index),
    customFields: customFields(draw, index),
    ...interests(draw, index),
  };
}

function daysFrom(today: string, days: number): string {
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}

function groups({ today }: Draw, index: number, part: Part) {
  const since = { dateStart: daysFrom(today, -900 - (index % 500)) };
  const former = { ...since, dateEnd: daysFrom(today, -100), isCurrent: false };
  return [
    ...(part === 'staff' ? [{ group: { name: 'Staff' }, ...(index % 10 === 9 ? former : since) }] : []),
    ...(index % 4 === 0 && part !== 'student' ? [{ group: { name: 'Volunteer' }, ...since }] : []),
    ...(index % 40 === 1 ? [{ group: { name: 'Board Member' }, ...(index % 80 === 1 ? since : former) }] : []),
    // Not among the seeded groups: the first to join makes it.
    ...(index % 15 === 2 ? [{ group: { name: 'Spring Fair Committee' } }] : []),
  ];
}

/** Active, lapsed, open-ended, and with a history; two in three have none. */
function memberships({ today }: Draw, index: number, part: Part): MembershipInput[] {
  if (part === 'student' || index % 3 !== 0) return [];
  const level = { name: ['General', 'Friend', 'Sustainer', 'Founders Circle'][index % 4] };
  const active = { level, dateStart: daysFrom(today, -200), finishDate: daysFrom(today, 165) };
  const lapsed = { level: { name: 'General' }, dateStart: daysFrom(today, -800), finishDate: daysFrom(today, -435) };
  const openEnded = { level: { name: 'Founders Circle' }, dateStart: daysFrom(today, -1500), note: 'For life' };
  return [[active], [lapsed], [openEnded], [lapsed, active]][Math.floor(index / 3) % 4] ?? [];
}

function classes({ today, vocabulary }: Draw, index: number, part: Part) {
  const place = ['student', 'parent', 'grandparent'].indexOf(part);
  const year = Number(today.slice(0, 4)) + (index % 12);
  if (place >= 0) return [{ classAffiliationTypeId: vocabulary.classAffiliationTypeIds[place], year }];
  // Former students.
  const graduated = { classAffiliationTypeId: vocabulary.classAffiliationTypeIds[0], year: year - 20, note: 'Alumni' };
  return part === 'supporter' && index % 2 === 0 ? [graduated] : [];
}

function keywords(index: number): CategoryInput[] {
  const tags = [
    ...(index % 10 === 0 ? [{ shortCode: 'do_not_call' }] : []),
    ...(index % 16 === 0 ? [{ shortCode: 'do_not_email' }] : []),
    ...(index % 6 === 0 ? [{ name: 'Gala 2026' }] : []),
  ];
  const preference = {
    key: 'ack_preferences',
    keywords: [{ shortCode: index % 2 === 0 ? 'ack_pref_email' : 'ack_pref_mailing' }],
  };
  return [...(tags.length > 0 ? [{ key: 'tags', keywords: tags }] : []), ...(index % 5 === 0 ? [preference] : [])];
}

function customFields({ faker, today }: Draw, index: number): CustomFieldInput[] {
  const field = (key: string, every: number, value: string) => (index % every === 0 ? [{ key, value }] : []);
  return [
    ...field('how_met', 2, faker.helpers.arrayElement(['Open day', 'Spring fair', 'Website', 'A friend', ''])),
    ...field('gala_table', 6, String(faker.number.int({ min: 1, max: 60 }))),
    ...field('reading_age', 9, faker.number.float({ min: 5, max: 16, fractionDigits: 1 }).toFixed(1)),
    ...field('first_visit', 5, daysFrom(today, -faker.number.int({ min: 10, max: 4000 }))),
    ...field('fee_assistance', 8, faker.number.float({ min: 100, max: 9000, fractionDigits: 2 }).toFixed(2)),
    ...field('photo_consent', 3, faker.helpers.arrayElement(['true', 'false'])),
  ];
}

function interests({ vocabulary }: Draw, index: number): Pick<PartInputs, 'interests' | 'centers'> {
  const pick = (ids: readonly number[]) => ids.filter((_, place) => index % (place + 2) === 0);
  if (index % 3 !== 1) return {};
  return {
    interests: { add: pick(vocabulary.interestIds) },
    centers: {
      ...(index % 2 === 0 ? { add: pick(vocabulary.centerIds) } : {}),
      ...(index % 4 === 0 ? { optIns: { add: vocabulary.centerIds.slice(0, 1) } } : {}),
    },
  };
}
