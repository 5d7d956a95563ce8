/** What the comparison of people looks at: of one record, as it is stored. */
export interface MatchPerson {
  readonly isOrg: boolean;
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
  readonly suffix: string | null;
  readonly maidenName: string | null;
  readonly orgName: string | null;
  readonly gender: string | null;
  /** YYYY-MM-DD */
  readonly birthDate: string | null;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly addresses: readonly MatchAddress[];
  /** Ids in other systems, card numbers; those of two systems are never compared with each other. */
  readonly identifiers: readonly MatchIdentifier[];
}

export interface MatchIdentifier {
  readonly system: string;
  readonly value: string;
  /** Everybody has one of them, as of a social security number: who has another is somebody else. */
  readonly isOnly?: boolean;
}

export interface MatchAddress {
  /** Lines are separated by a line feed. */
  readonly street: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
}

/** A person of whom nothing is known. */
export const NOBODY_KNOWN: MatchPerson = {
  isOrg: false,
  firstName: null,
  middleName: null,
  lastName: null,
  suffix: null,
  maidenName: null,
  orgName: null,
  gender: null,
  birthDate: null,
  emails: [],
  phones: [],
  addresses: [],
  identifiers: [],
};
