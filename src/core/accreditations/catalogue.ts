// Every type of check as data (docs/contracts/oho.md §3.4). Codes are never renamed: clients list them.

export type CheckCategory =
  | 'wwc'
  | 'ndis'
  | 'teacher'
  | 'health'
  | 'right_to_work'
  | 'police'
  | 'exemption'
  | 'ban'
  | 'document';

/** What a register can be asked with, beside the identifier. */
export type CheckInput =
  | 'first_name'
  | 'surname'
  | 'birth_date'
  | 'middle_name'
  | 'expiry_date'
  | 'passport_number'
  | 'passport_country'
  | 'visa_grant_number'
  | 'transaction_reference_number'
  | 'immicard_number';

/** Whether a renewal shows by itself when the register is asked again, or the new card must be submitted. */
export type Renewal = 'automatic' | 'after_review' | 'resubmit' | 'none';

export interface CheckType {
  readonly code: string;
  readonly label: string;
  readonly category: CheckCategory;
  /** A state or territory, or AU for the whole country. */
  readonly jurisdiction: string;
  readonly identifierRequired: boolean;
  /** What the register needs beside the identifier. */
  readonly inputs: readonly CheckInput[];
  /** What helps to find the right person. */
  readonly helpfulInputs: readonly CheckInput[];
  /** How long the register takes, in words. */
  readonly speed: string;
  /** Days between two looks; null: not monitored. */
  readonly monitoringDays: number | null;
  readonly renewal: Renewal;
  readonly employerLink: 'automatic' | 'manual' | 'none';
  /** Whether the register tells "no such number" from "not acceptable". */
  readonly tellsNotFound: boolean;
  readonly publishesExpiry: boolean;
}

const NAMES = ['first_name', 'surname'] as const;
const WEEKLY = 7;

const DEFAULTS = {
  jurisdiction: 'AU',
  identifierRequired: true,
  inputs: NAMES,
  helpfulInputs: [],
  monitoringDays: WEEKLY,
  renewal: 'automatic',
  employerLink: 'none',
  tellsNotFound: true,
  publishesExpiry: true,
} as const satisfies Partial<CheckType>;

type Given = Pick<CheckType, 'code' | 'label' | 'category' | 'speed'> & Partial<CheckType>;

const withDefaults = (given: Given): CheckType => ({ ...DEFAULTS, ...given });

const WWC: readonly Given[] = [
  { code: 'vicwwc', label: 'VIC Working with Children Check', category: 'wwc', jurisdiction: 'VIC', speed: '<10 s' },
  {
    code: 'nswwwc',
    label: 'NSW Working with Children Check',
    category: 'wwc',
    jurisdiction: 'NSW',
    inputs: [...NAMES, 'birth_date'],
    speed: 'hours',
    monitoringDays: 365,
    employerLink: 'automatic',
  },
  {
    code: 'qldblue',
    label: 'QLD Blue Card',
    category: 'wwc',
    jurisdiction: 'QLD',
    // Documents contradict each other about the rest; it is used when given (docs/contracts/oho.md §8 no. 8).
    helpfulInputs: ['middle_name', 'expiry_date'],
    speed: '<10 s',
    renewal: 'resubmit',
    employerLink: 'manual',
    tellsNotFound: false,
  },
  {
    code: 'sawwc',
    label: 'SA Working with Children Check',
    category: 'wwc',
    jurisdiction: 'SA',
    helpfulInputs: ['birth_date', 'middle_name'],
    speed: '<10 min',
    employerLink: 'automatic',
  },
  {
    code: 'wawwc',
    label: 'WA Working with Children Check',
    category: 'wwc',
    jurisdiction: 'WA',
    speed: '<10 s',
    tellsNotFound: false,
  },
  {
    code: 'taswwc',
    label: 'TAS Working with Vulnerable People registration',
    category: 'wwc',
    jurisdiction: 'TAS',
    speed: '<10 min',
  },
  {
    code: 'ntwwc',
    label: 'NT Ochre Card',
    category: 'wwc',
    jurisdiction: 'NT',
    helpfulInputs: ['birth_date'],
    speed: '<10 min',
    tellsNotFound: false,
  },
  {
    code: 'actwwc',
    label: 'ACT Working with Vulnerable People registration',
    category: 'wwc',
    jurisdiction: 'ACT',
    speed: 'manual',
    monitoringDays: 30,
    renewal: 'after_review',
    tellsNotFound: false,
  },
];

const teacher = (code: string, jurisdiction: string, speed: string): Given => ({
  code,
  label: `${jurisdiction} teacher registration`,
  category: 'teacher',
  jurisdiction,
  helpfulInputs: ['middle_name', 'birth_date'],
  speed,
});

const TEACHERS: readonly Given[] = [
  { ...teacher('nesa', 'NSW', '<5 s'), publishesExpiry: false },
  teacher('vit', 'VIC', '<5 s'),
  teacher('qct', 'QLD', '<5 s'),
  teacher('satrb', 'SA', '<10 s'),
  teacher('watrb', 'WA', '<10 s'),
  teacher('tastrb', 'TAS', '<10 s'),
  teacher('nttrb', 'NT', '<10 s'),
];

const rightToWork = (code: string): Given => ({
  code,
  label: 'Right to work (VEVO)',
  category: 'right_to_work',
  identifierRequired: false,
  inputs: ['birth_date'],
  helpfulInputs: [
    'passport_number',
    'passport_country',
    'visa_grant_number',
    'transaction_reference_number',
    'immicard_number',
  ],
  speed: 'minutes',
  monitoringDays: 14,
});

const policeCheck = (code: string): Given => ({
  code,
  label: 'National police check',
  category: 'police',
  identifierRequired: false,
  helpfulInputs: ['birth_date', 'middle_name'],
  speed: 'minutes or longer',
  // A point in time: asking again would be another check.
  monitoringDays: null,
  renewal: 'none',
});

const document = (code: string, label: string): Given => ({
  code,
  label,
  category: 'document',
  identifierRequired: false,
  inputs: [],
  helpfulInputs: ['expiry_date'],
  speed: 'manual',
  monitoringDays: null,
  renewal: 'none',
});

const OTHERS: readonly Given[] = [
  { code: 'ndis', label: 'NDIS Worker Screening', category: 'ndis', speed: 'not stated' },
  { code: 'ahpra', label: 'AHPRA health practitioner registration', category: 'health', inputs: [], speed: '<1 min' },
  rightToWork('visa'),
  rightToWork('vevo'),
  policeCheck('police'),
  policeCheck('npc'),
  {
    code: 'qldbluexempt',
    label: 'QLD Blue Card exemption',
    category: 'exemption',
    jurisdiction: 'QLD',
    speed: 'manual',
    renewal: 'resubmit',
    tellsNotFound: false,
  },
  {
    code: 'agedcareban',
    label: 'Aged care banning orders',
    category: 'ban',
    identifierRequired: false,
    speed: '<1 s',
    renewal: 'none',
    publishesExpiry: false,
  },
  {
    code: 'ndisban',
    label: 'NDIS banning orders',
    category: 'ban',
    identifierRequired: false,
    speed: '<1 s',
    renewal: 'none',
    publishesExpiry: false,
  },
  document('birth_certificate', 'Birth certificate'),
  document('passport_au', 'Australian passport'),
  document('visa_document', 'Visa (document)'),
  document('driver_licence', 'Driver licence'),
  document('licence', 'Other licence'),
  document('first_aid', 'First Aid certificate'),
];

/** Every type of check, in the order in which they are listed. */
export const CATALOGUE: readonly CheckType[] = [...WWC, ...TEACHERS, ...OTHERS].map(withDefaults);

const BY_CODE = new Map(CATALOGUE.map((type) => [type.code, type]));

/** The type with this code, or undefined. Codes are compared exactly, as they are stored. */
export function findCheckType(code: string): CheckType | undefined {
  return BY_CODE.get(code);
}
