/** Which part of the waiting work a query asks for. */
export interface Due {
  readonly now: Date;
  /** The most of one organization: a long queue must leave room for the others. */
  readonly limit: number;
  /** Every organization unless told. */
  readonly organizationId?: number | undefined;
}
