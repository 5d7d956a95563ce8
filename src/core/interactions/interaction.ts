/** Something that happened between a constituent and the organization, as a line in their history. */
export interface Interaction {
  readonly id: number;
  readonly constituentId: number;
  /** 0 is "Other". */
  readonly typeId: number;
  /** 0 is "General". */
  readonly securityCategoryId: number;
  readonly subject: string;
  readonly body: string | null;
  readonly count: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NewInteraction {
  readonly constituentId: number;
  readonly typeId?: number;
  readonly securityCategoryId?: number;
  readonly subject: string;
  readonly body?: string | null;
  readonly count?: number;
  /** Network address that the request came from. */
  readonly callerAddress: string | null;
}

/** Most characters of a subject and of a body (docs/contracts/luminate.md §4.12). */
export const SUBJECT_LIMIT = 80;
export const BODY_LIMIT = 1500;

export const INTERACTION_COLUMNS = `id, constituent_id as "constituentId", interaction_type_id as "typeId",
  security_category_id as "securityCategoryId", subject, body, count, created_at as "createdAt", updated_at as "updatedAt"`;
