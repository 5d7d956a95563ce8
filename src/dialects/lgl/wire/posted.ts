// What a post says: the constituent, and the gift, note, attendance and appeal that it names (docs/contracts/lgl.md §9).
import { invalidField } from '../../../core/base/failure.ts';
import { GIFT_TEXTS, type GiftInput } from '../../../core/giving/gift.ts';
import type { Mapping } from '../../../core/integrations/integration.ts';
import type { Posted, PostedFields } from '../../../core/integrations/posted.ts';
import { sent } from './coerce.ts';
import { CONSTITUENT_KEYS, postedConstituent } from './posted-constituent.ts';
import { Fields } from './posted-fields.ts';

/** Texts of a gift whose keys are other names than the API's. */
const RENAMED: Readonly<Record<string, string>> = { note: 'gift_note', ackTemplateName: 'ack_mailing_template' };
const snake = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const TEXT_KEYS = GIFT_TEXTS.filter((field) => field !== 'parentExternalId').map(
  (field) => [field, RENAMED[field] ?? snake(field)] as const,
);

const REFERENCES = {
  giftCategory: 'gift_category',
  campaign: 'campaign_name',
  fund: 'fund_name',
  appeal: 'gift_appeal_name',
  event: 'gift_event_name',
  paymentType: 'payment_type',
} as const;

/** A post with one of these is about a gift. */
const GIFT_SIGNS = ['gift_amount', 'pledge_amount', 'gift_date', 'external_gift_id'];

const RSVP: Readonly<Record<string, number>> = { invited: 0, yes: 1, no: 2, maybe: 3, unknown: 4 };

export const POSTED_KEYS: readonly string[] = [
  ...CONSTITUENT_KEYS,
  ...[
    ...GIFT_SIGNS,
    'gift_type',
    'deductible_amount',
    'deposited_amount',
    'deposit_date',
    'gift_is_anonymous',
    'team_member',
  ],
  ...Object.values(REFERENCES),
  ...TEXT_KEYS.map(([, key]) => key),
  ...['note_type', 'note_date', 'note_text'],
  ...['event_name', 'attended', 'inv_notes', 'rsvp_status', 'inv_guest_names', 'date_attended'],
  ...['appeal_name', 'appeal_ask_amount', 'appeal_status', 'appeal_team_member'],
];

function giftOf(fields: Fields): GiftInput | undefined {
  if (!fields.has(...GIFT_SIGNS)) return undefined;
  const pledged = fields.has('pledge_amount') && !fields.has('gift_amount') ? { name: 'Pledge' } : undefined;
  const texts = TEXT_KEYS.map(([field, key]) => [field, fields.text(key)]);
  const references = Object.entries(REFERENCES).flatMap(([kind, key]) => {
    const reference = fields.reference(key);
    return reference ? [[kind, reference]] : [];
  });
  return sent({
    ...Object.fromEntries(texts),
    giftType: fields.reference('gift_type') ?? pledged,
    receivedAmount: fields.text('gift_amount') ?? fields.text('pledge_amount'),
    receivedDate: fields.date('gift_date'),
    deductibleAmount: fields.text('deductible_amount'),
    depositedAmount: fields.text('deposited_amount'),
    depositDate: fields.date('deposit_date'),
    externalId: fields.text('external_gift_id'),
    isAnon: fields.flag('gift_is_anonymous'),
    teamMember: fields.text('team_member'),
    references: Object.fromEntries(references),
  });
}

function noteOf(fields: Fields): Posted['note'] {
  const text = fields.text('note_text');
  if (text === undefined) return undefined;
  return sent({ text, type: fields.reference('note_type'), originalDate: fields.date('note_date') });
}

function rsvpOf(fields: Fields): number | undefined {
  const word = fields.text('rsvp_status')?.toLowerCase();
  if (word === undefined) return undefined;
  const known = Object.hasOwn(RSVP, word) ? RSVP[word] : undefined;
  if (known === undefined) throw invalidField('rsvp_status', 'not_a_choice');
  return known;
}

function attendanceOf(fields: Fields): Posted['attendance'] {
  const eventName = fields.text('event_name');
  if (eventName === undefined) return undefined;
  const date = fields.date('date_attended');
  const input = sent({
    rsvp: rsvpOf(fields),
    attended: fields.flag('attended'),
    notes: fields.text('inv_notes'),
    attendeeNames: fields.text('inv_guest_names'),
    attendances: date === undefined ? undefined : [{ date, notes: null }],
  });
  return { eventName, input };
}

function appealOf(fields: Fields): Posted['appeal'] {
  const appealName = fields.text('appeal_name');
  if (appealName === undefined) return undefined;
  const input = sent({ askAmount: fields.text('appeal_ask_amount'), status: fields.text('appeal_status') });
  return { appealName, teamMember: fields.text('appeal_team_member') ?? null, input };
}

function recordId(fields: Fields): number | undefined {
  const text = fields.text('record_id');
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw invalidField('record_id', 'unknown_reference');
  return Number(text);
}

/** Throws `invalid`, naming the field, for what cannot be read. Fields that mean nothing are passed over. */
export function readPosted(posted: PostedFields, mapping: Mapping): Posted {
  const fields = new Fields(posted, mapping);
  return sent({
    constituentId: recordId(fields),
    constituent: postedConstituent(fields),
    gift: giftOf(fields),
    note: noteOf(fields),
    attendance: attendanceOf(fields),
    appeal: appealOf(fields),
  }) as Posted;
}
