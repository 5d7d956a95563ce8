// One verdict per person: does what registers say satisfy what the organization requires, and for how long still.
import type { Accreditation } from './accreditation.ts';
import { isCleared, type Outcome } from './outcome.ts';
import type { Requirement } from './requirements.ts';

export interface RequirementVerdict {
  readonly requirement: Requirement;
  readonly satisfied: boolean;
  /** `missing`: nobody was asked; else the outcome that stands against it. */
  readonly reason: Outcome | 'satisfied' | 'missing';
  /** The check that decides; null: there is none. */
  readonly accreditation: Accreditation | null;
}

export interface Expiring {
  readonly accreditation: Accreditation;
  readonly daysLeft: number;
}

export interface Verdict {
  readonly constituentId: number;
  readonly active: boolean;
  /** Every requirement is satisfied; also when there is none. */
  readonly compliant: boolean;
  readonly requirements: readonly RequirementVerdict[];
  readonly expiringSoon: readonly Expiring[];
}

export interface Judged {
  readonly constituentId: number;
  readonly active: boolean;
  readonly groupIds: readonly number[];
  readonly accreditations: readonly Accreditation[];
}

export interface Yardstick {
  readonly requirements: readonly Requirement[];
  /** YYYY-MM-DD in the organization's time zone. */
  readonly today: string;
  /** Expiring within so many days counts as soon. */
  readonly withinDays: number;
}

/** Judges one person. A check counts while its result says so and its date has not passed. */
export function judge(person: Judged, { requirements, today, withinDays }: Yardstick): Verdict {
  const verdicts = requirements
    .filter(({ groupId }) => groupId === null || person.groupIds.includes(groupId))
    .map((requirement) => judgeOne(requirement, person.accreditations, today));
  const expiringSoon = person.accreditations.flatMap((accreditation): Expiring[] => {
    if (accreditation.expiryDate === null || !counts(accreditation, today)) return [];
    const daysLeft = daysBetween(today, accreditation.expiryDate);
    return daysLeft <= withinDays ? [{ accreditation, daysLeft }] : [];
  });
  const compliant = verdicts.every(({ satisfied }) => satisfied);
  const { constituentId, active } = person;
  return { constituentId, active, compliant, requirements: verdicts, expiringSoon };
}

function judgeOne(
  requirement: Requirement,
  accreditations: readonly Accreditation[],
  today: string,
): RequirementVerdict {
  const candidates = accreditations.filter(({ type }) => requirement.anyOf.includes(type));
  const valid = candidates.findLast((accreditation) => counts(accreditation, today));
  if (valid) return { requirement, satisfied: true, reason: 'satisfied', accreditation: valid };
  const latest = candidates.at(-1);
  if (!latest) return { requirement, satisfied: false, reason: 'missing', accreditation: null };
  return { requirement, satisfied: false, reason: reasonAgainst(latest), accreditation: latest };
}

function counts({ status, outcome, expiryDate }: Accreditation, today: string): boolean {
  return status === 'completed' && isCleared(outcome) && (expiryDate === null || expiryDate >= today);
}

function reasonAgainst({ status, outcome }: Accreditation): Outcome {
  if (status !== 'completed') return status === 'failed' ? 'error' : 'pending';
  // In order by its result, so it is the date that has passed.
  if (isCleared(outcome)) return 'expired';
  return outcome ?? 'error';
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
