// Written by generate.ts from docs/openapi.json; not by hand.

type Nothing = Readonly<Record<never, never>>;

export type Problem = { readonly type: string; readonly title: string; readonly status: number; readonly code: string; readonly detail?: string; readonly request_id: string; readonly errors?: readonly ({ readonly pointer: string; readonly code: string; readonly detail: string; })[]; };

export type ConstituentSummary = { readonly id: number; readonly display_name: string; /** Prefix */ readonly prefix: string | null; /** First name */ readonly first_name: string | null; /** Middle name */ readonly middle_name: string | null; /** Last name */ readonly last_name: string | null; /** Suffix */ readonly suffix: string | null; /** Organization */ readonly org_name: string | null; /** Nickname */ readonly nick_name: string | null; /** Maiden name */ readonly maiden_name: string | null; /** Name of spouse */ readonly spouse_name: string | null; /** Nickname of spouse */ readonly spouse_nick_name: string | null; /** Sort name */ readonly sort_name: string | null; /** Addressee */ readonly addressee: string | null; /** Alternative addressee */ readonly alt_addressee: string | null; /** Salutation */ readonly salutation: string | null; /** Alternative salutation */ readonly alt_salutation: string | null; /** Professional suffix */ readonly prof_suffix: string | null; /** Job title */ readonly job_title: string | null; /** Occupation */ readonly occupation: string | null; /** Name in the annual report */ readonly annual_report_name: string | null; /** Honorary name */ readonly honorary_name: string | null; /** Name of assistant */ readonly assistant_name: string | null; /** Gender */ readonly gender: string | null; /** User name */ readonly user_name: string | null; /** Date of birth */ readonly birth_date: string | null; /** Date of death */ readonly deceased_date: string | null; /** Contact type */ readonly contact_type_id: number | null; /** Marital status */ readonly marital_status_id: number | null; /** Interest level */ readonly interest_level_id: number | null; /** Rating */ readonly rating_id: number | null; /** Accepts e-mail */ readonly accepts_email: boolean | null; /** Accepts postal mail */ readonly accepts_postal_mail: boolean | null; /** Is an organization */ readonly is_org: boolean; /** Is deceased */ readonly is_deceased: boolean; /** Is anonymous */ readonly is_anon: boolean; /** Active */ readonly active: boolean; /** Date added */ readonly date_added: string; readonly external_ids: readonly ({ readonly system: string; readonly value: string; })[]; readonly enrolled_at: string | null; readonly created_at: string; readonly updated_at: string; readonly deleted_at: string | null; };

export type Query = { /** {"and":[…]}, {"or":[…]}, {"not":…}, {"some":"gifts","where":…} or {"field","op","value"} */ readonly filter?: { readonly [name: string]: unknown; }; readonly q?: string; readonly limit?: number; readonly cursor?: string; readonly sort?: string; readonly total?: "exact" | "none"; readonly facets?: readonly ("groups" | "keywords" | "membership_level" | "city" | "state" | "country" | "active" | "is_org" | "is_deceased")[]; };

export type ConstituentInput = { readonly prefix?: string | null; readonly first_name?: string | null; readonly middle_name?: string | null; readonly last_name?: string | null; readonly suffix?: string | null; readonly org_name?: string | null; readonly nick_name?: string | null; readonly maiden_name?: string | null; readonly spouse_name?: string | null; readonly spouse_nick_name?: string | null; readonly sort_name?: string | null; readonly addressee?: string | null; readonly alt_addressee?: string | null; readonly salutation?: string | null; readonly alt_salutation?: string | null; readonly prof_suffix?: string | null; readonly job_title?: string | null; readonly occupation?: string | null; readonly annual_report_name?: string | null; readonly honorary_name?: string | null; readonly assistant_name?: string | null; readonly gender?: string | null; readonly user_name?: string | null; readonly birth_date?: string | null; readonly deceased_date?: string | null; readonly interest_level_id?: number | null; readonly rating_id?: number | null; readonly accepts_email?: boolean | null; readonly accepts_postal_mail?: boolean | null; readonly is_org?: boolean; readonly is_deceased?: boolean; readonly is_anon?: boolean; readonly active?: boolean; readonly date_added?: string; readonly class_affiliations?: readonly ({ readonly id?: number; readonly remove?: true; readonly type_id?: number; readonly year?: number | null; readonly note?: string | null; })[]; readonly relationships?: readonly ({ readonly id?: number; readonly remove?: true; readonly related_constituent_id?: number; readonly type?: string | { readonly id: number; } | { readonly name: string; }; readonly description?: string | null; })[]; readonly street_addresses?: readonly ({ readonly id?: number; readonly remove?: true; readonly type?: string | { readonly id: number; } | { readonly name: string; }; readonly is_preferred?: boolean; readonly street?: string | null; readonly city?: string | null; readonly state?: string | null; readonly postal_code?: string | null; readonly county?: string | null; readonly country?: string | null; readonly is_current?: boolean; })[]; readonly phone_numbers?: readonly ({ readonly id?: number; readonly remove?: true; readonly type?: string | { readonly id: number; } | { readonly name: string; }; readonly is_preferred?: boolean; readonly number?: string | null; readonly is_current?: boolean; })[]; readonly email_addresses?: readonly ({ readonly id?: number; readonly remove?: true; readonly type?: string | { readonly id: number; } | { readonly name: string; }; readonly is_preferred?: boolean; readonly address?: string | null; readonly is_current?: boolean; })[]; readonly web_addresses?: readonly ({ readonly id?: number; readonly remove?: true; readonly type?: string | { readonly id: number; } | { readonly name: string; }; readonly is_preferred?: boolean; readonly url?: string | null; })[]; readonly groups?: readonly ({ readonly id?: number; readonly remove?: true; readonly group?: string | { readonly id: number; } | { readonly name: string; }; readonly date_start?: string | null; readonly date_end?: string | null; readonly is_current?: boolean; })[]; readonly memberships?: readonly ({ readonly id?: number; readonly remove?: true; readonly level?: string | { readonly id: number; } | { readonly name: string; }; readonly date_start?: string | null; readonly finish_date?: string | null; readonly note?: string | null; })[]; readonly custom_fields?: { readonly [name: string]: string | null; }; readonly external_ids?: { readonly [name: string]: string | null; }; };

export type Constituent = { readonly id: number; readonly display_name: string; /** Prefix */ readonly prefix: string | null; /** First name */ readonly first_name: string | null; /** Middle name */ readonly middle_name: string | null; /** Last name */ readonly last_name: string | null; /** Suffix */ readonly suffix: string | null; /** Organization */ readonly org_name: string | null; /** Nickname */ readonly nick_name: string | null; /** Maiden name */ readonly maiden_name: string | null; /** Name of spouse */ readonly spouse_name: string | null; /** Nickname of spouse */ readonly spouse_nick_name: string | null; /** Sort name */ readonly sort_name: string | null; /** Addressee */ readonly addressee: string | null; /** Alternative addressee */ readonly alt_addressee: string | null; /** Salutation */ readonly salutation: string | null; /** Alternative salutation */ readonly alt_salutation: string | null; /** Professional suffix */ readonly prof_suffix: string | null; /** Job title */ readonly job_title: string | null; /** Occupation */ readonly occupation: string | null; /** Name in the annual report */ readonly annual_report_name: string | null; /** Honorary name */ readonly honorary_name: string | null; /** Name of assistant */ readonly assistant_name: string | null; /** Gender */ readonly gender: string | null; /** User name */ readonly user_name: string | null; /** Date of birth */ readonly birth_date: string | null; /** Date of death */ readonly deceased_date: string | null; /** Contact type */ readonly contact_type_id: number | null; /** Marital status */ readonly marital_status_id: number | null; /** Interest level */ readonly interest_level_id: number | null; /** Rating */ readonly rating_id: number | null; /** Accepts e-mail */ readonly accepts_email: boolean | null; /** Accepts postal mail */ readonly accepts_postal_mail: boolean | null; /** Is an organization */ readonly is_org: boolean; /** Is deceased */ readonly is_deceased: boolean; /** Is anonymous */ readonly is_anon: boolean; /** Active */ readonly active: boolean; /** Date added */ readonly date_added: string; readonly external_ids: readonly ({ readonly system: string; readonly value: string; })[]; readonly enrolled_at: string | null; readonly created_at: string; readonly updated_at: string; readonly deleted_at: string | null; readonly version: number; readonly class_affiliations: readonly ({ readonly id: number; readonly type_id: number | null; readonly year: number | null; readonly note: string | null; })[]; readonly relationships: readonly ({ readonly id: number; readonly related_constituent_id: number; readonly type_id: number | null; readonly name: string | null; readonly description: string | null; })[]; readonly street_addresses: readonly ({ readonly id: number; readonly type: string | null; readonly type_id: number | null; readonly is_preferred: boolean; readonly created_at: string; readonly updated_at: string; readonly street: string | null; readonly city: string | null; readonly state: string | null; readonly postal_code: string | null; readonly county: string | null; readonly country: string | null; readonly is_current: boolean; })[]; readonly phone_numbers: readonly ({ readonly id: number; readonly type: string | null; readonly type_id: number | null; readonly is_preferred: boolean; readonly created_at: string; readonly updated_at: string; readonly number: string; readonly is_current: boolean; })[]; readonly email_addresses: readonly ({ readonly id: number; readonly type: string | null; readonly type_id: number | null; readonly is_preferred: boolean; readonly created_at: string; readonly updated_at: string; readonly address: string; readonly is_current: boolean; })[]; readonly web_addresses: readonly ({ readonly id: number; readonly type: string | null; readonly type_id: number | null; readonly is_preferred: boolean; readonly created_at: string; readonly updated_at: string; readonly url: string; })[]; readonly keywords: readonly ({ readonly id: number; readonly name: string; readonly category_id: number; readonly category: string; })[]; readonly groups: readonly ({ readonly id: number; readonly group_id: number; readonly name: string; readonly date_start: string | null; readonly date_end: string | null; readonly is_current: boolean; })[]; readonly memberships: readonly ({ readonly id: number; readonly level_id: number | null; readonly level: string | null; readonly date_start: string | null; readonly finish_date: string | null; readonly note: string | null; })[]; readonly custom_fields: { readonly [name: string]: string; }; readonly interests: readonly ({ readonly id: number; readonly name: string; })[]; readonly centers: readonly ({ readonly id: number; readonly name: string; readonly opted_in: boolean; })[]; readonly merged_from?: readonly (number)[]; readonly giving?: Giving; };

export type Giving = { readonly count: number; readonly total: string; readonly first: { readonly id: number; readonly date: string | null; readonly amount: string; } | null; readonly last: { readonly id: number; readonly date: string | null; readonly amount: string; } | null; readonly largest: { readonly id: number; readonly date: string | null; readonly amount: string; } | null; /** Credits for what others gave, which no other total counts. */ readonly soft: { readonly count: number; readonly total: string; }; readonly calendar_years: readonly ({ readonly year: number; readonly count: number; readonly total: string; readonly soft: { readonly count: number; readonly total: string; }; })[]; /** Called after the year they end in. */ readonly fiscal_years: readonly ({ readonly year: number; readonly count: number; readonly total: string; readonly soft: { readonly count: number; readonly total: string; }; })[]; };

export type BulkChange = { /** {"and":[…]}, {"or":[…]}, {"not":…}, {"some":"gifts","where":…} or {"field","op","value"} */ readonly filter?: { readonly [name: string]: unknown; }; readonly ids?: readonly (number)[]; /** As in PATCH */ readonly set?: ConstituentInput; /** Groups by id */ readonly add?: { readonly groups: readonly (number)[]; }; readonly remove?: { readonly groups: readonly (number)[]; }; };

export type BulkChanged = { readonly status: "done" | "dry_run"; readonly changed: number; /** Those who were so already */ readonly unchanged: number; readonly samples: readonly ({ readonly id: number; readonly before: { readonly [name: string]: unknown; }; readonly after: { readonly [name: string]: unknown; }; })[]; readonly change_set_id: number | null; };

export type Everything = { readonly constituent_id: number; readonly record: Constituent; readonly tables: { readonly [name: string]: readonly ({ readonly [name: string]: unknown; })[]; }; readonly history: readonly (Change)[]; };

export type Change = { readonly id: number; readonly at: string; readonly kind: string; readonly subject: { readonly type: string; readonly id: number; }; readonly actor: { readonly type: string; readonly id: number | null; readonly name: string | null; }; readonly via: string; readonly change_set_id: number; readonly fields: readonly ({ readonly field: string; readonly label: string; readonly before: unknown; readonly after: unknown; })[]; };

export type Erase = { /** Kept for ever: it must not name the person */ readonly reason: string; };

export type Erasure = { readonly constituent_id: number; readonly status: "done" | "dry_run"; readonly erased: { readonly [name: string]: number; }; readonly kept: { readonly [name: string]: number; }; readonly changes: number; readonly change_set_id: number | null; };

export type ChangeSet = { readonly id: number; readonly at: string; readonly actor: { readonly type: string; readonly id: number | null; readonly name: string | null; }; readonly via: string; readonly request_id: string; readonly changes: number; };

export type Revert = { readonly id: number; readonly status: "done" | "dry_run"; readonly reverted: number; readonly kept: readonly ({ readonly subject: { readonly type: string; readonly id: number; }; readonly constituent_id: number | null; readonly field: string | null; readonly because: string; })[]; readonly change_set_id: number | null; };

export type Feed = { readonly data: readonly (FedChange)[]; readonly next_cursor: string; };

export type FedChange = { readonly cursor: string; readonly id: number; readonly at: string; readonly kind: string; readonly subject: { readonly type: string; readonly id: number; }; readonly constituent_id: number | null; readonly actor: { readonly type: string; readonly id: number | null; readonly name: string | null; }; readonly via: string; readonly request_id: string; readonly change_set_id: number; readonly before: { readonly [name: string]: unknown; } | null; readonly after: { readonly [name: string]: unknown; } | null; readonly erased: boolean; };

export type AuditHead = { readonly sequence: number; readonly entries: number; readonly at: string; readonly root: string; readonly signature: string; readonly public_key: string; };

export type Export = { readonly id: number; /** The file is made while it is downloaded */ readonly status: "ready"; readonly format: "csv" | "xlsx" | "jsonl" | "vcf"; readonly for: "spreadsheets" | "programs"; readonly q: string | null; readonly list_id: number | null; readonly filter: { readonly [name: string]: unknown; } | null; readonly columns: readonly (string)[] | null; readonly progress: { /** People in the last whole download */ readonly done: number | null; /** People now; null in a list */ readonly total: number | null; }; readonly created_at: string; readonly downloaded_at: string | null; };

export type ExportInput = { readonly format: "csv" | "xlsx" | "jsonl" | "vcf"; /** A name, an e-mail address, a phone number or an id; absent: everybody */ readonly q?: string; /** A saved list */ readonly list_id?: number; /** {"and":[…]}, {"or":[…]}, {"not":…}, {"some":"gifts","where":…} or {"field","op","value"} */ readonly filter?: { readonly [name: string]: unknown; }; /** Absent: all */ readonly columns?: readonly (string)[]; /** Who reads the file */ readonly for?: "spreadsheets" | "programs"; };

export type Import = { readonly id: number; readonly status: string; readonly file: { readonly name: string; readonly bytes: number; readonly encoding: string | null; readonly delimiter: string | null; readonly header_row: number | null; readonly rows: number; }; readonly mapping: { readonly columns: readonly ({ readonly index: number; readonly heading: string; /** A field, email, phone_2, street, external_id:<system>, custom:<key>, groups, ignore, … (docs/import.md) */ readonly target: string; /** Of a contact point: Work, Home, Mobile, … */ readonly type: string | null; /** 0: nobody knows what it is */ readonly confidence: number; readonly because: "heading" | "values" | "nothing" | "person"; readonly samples: readonly (string)[]; })[]; }; readonly options: { /** How people are found, in this order: id, external_id:<system> (or *), email, name_and_birth_date, matching */ readonly match: readonly (string)[]; readonly on_match: "update" | "fill" | "skip"; readonly on_several: "review" | "skip" | "create"; readonly blank: "keep" | "clear"; readonly date_order: "auto" | "dmy" | "mdy" | "ymd"; readonly add_to_groups: readonly (number)[]; readonly transaction: "all_or_nothing" | "row_by_row"; }; readonly progress: { readonly done: number; readonly total: number; }; readonly result: { readonly created: number; readonly updated: number; readonly unchanged: number; readonly skipped: number; readonly failed: number; }; readonly problem: string | null; /** Of all changes that it makes */ readonly request_id: string; readonly created_at: string; readonly finished_at: string | null; };

export type ImportInput = { readonly mapping?: { readonly columns: readonly ({ readonly index: number; readonly target?: string; readonly type?: string | null; })[]; }; readonly options?: { /** How people are found, in this order: id, external_id:<system> (or *), email, name_and_birth_date, matching */ readonly match?: readonly (string)[]; readonly on_match?: "update" | "fill" | "skip"; readonly on_several?: "review" | "skip" | "create"; readonly blank?: "keep" | "clear"; readonly date_order?: "auto" | "dmy" | "mdy" | "ymd"; readonly add_to_groups?: readonly (number)[]; readonly transaction?: "all_or_nothing" | "row_by_row"; }; };

export type ImportRevertPreview = { readonly reverted: number; readonly kept: readonly ({ readonly constituent_id: number; readonly field: string | null; readonly because: string; })[]; };

export type ImportRow = { readonly row: number; readonly values: readonly (string)[]; readonly outcome: "create" | "update" | "unchanged" | "skip" | "error" | null; readonly constituent_id: number | null; readonly matched_by: string | null; readonly changes: { readonly [name: string]: { readonly before: unknown; readonly after: unknown; }; }; readonly errors: readonly ({ readonly column: number | null; readonly code: string; readonly detail: string | null; })[]; };

export type ImportRowInput = { readonly values: { readonly [name: string]: string; }; };

export type MatchInput = { /** Somebody as POST /constituents would take them */ readonly constituent?: ConstituentInput; /** Or somebody on record */ readonly constituent_id?: number; readonly limit?: number; };

export type Matches = { readonly data: readonly ({ readonly constituent_id: number; readonly probability: number; readonly certainty: "certain" | "review" | "none"; readonly reasons: readonly ({ readonly field: string; /** What was found, for people */ readonly comparison: string; /** In bits: for one person above 0, against it below */ readonly weight: number; })[]; })[]; /** People who were written lately and are not looked at yet */ readonly behind: number; };

export type Matching = { /** People who were written and are not looked at yet; null: nobody was yet */ readonly behind: number | null; readonly latest_scan: MatchingScan | null; /** Groups that wait for a decision */ readonly open: number; /** Of them those that are certain */ readonly certain: number; };

export type MatchingScan = { readonly id: number; readonly status: "queued" | "running" | "done" | "failed"; readonly step: string | null; readonly result: { readonly people: number; readonly pairs: number; readonly clusters: number; } | null; readonly problem: string | null; readonly created_at: string; readonly finished_at: string | null; };

export type Duplicate = { readonly id: number; readonly status: "open" | "dismissed" | "merged"; readonly probability: number; readonly certainty: "certain" | "review"; readonly constituent_ids: readonly (number)[]; /** The record that is there longest */ readonly suggested_survivor_id: number; readonly pairs: readonly ({ readonly a: number; readonly b: number; readonly probability: number; readonly certainty: "certain" | "review" | "none"; readonly reasons: readonly ({ readonly field: string; /** What was found, for people */ readonly comparison: string; /** In bits: for one person above 0, against it below */ readonly weight: number; })[]; })[]; readonly found_at: string; readonly decided_at: string | null; };

export type MergeDuplicates = { /** Groups, each of which becomes its suggested survivor */ readonly ids: readonly (number)[]; };

export type MergedDuplicates = { readonly data: readonly ({ readonly id: number; readonly merge_id: number | null; readonly survivor_id: number | null; readonly problem: string | null; })[]; readonly change_set_id: number | null; };

export type Dismissal = { /** Who are two people; by default every two of the group */ readonly pairs?: readonly (readonly [number, number])[]; readonly reason?: string | null; };

export type Merge = { readonly id: number; readonly survivor_id: number; readonly other_ids: readonly (number)[]; readonly choose: { readonly [name: string]: number; }; /** Rows of the others that moved, by table */ readonly moved: { readonly [name: string]: number; }; /** Fields that the records had different values of */ readonly conflicts: readonly (unknown)[]; readonly made_at: string; readonly undone_at: string | null; };

export type MergeInput = { readonly survivor_id: number; readonly other_ids: readonly (number)[]; /** Whose value a field has, by the field */ readonly choose?: { readonly [name: string]: number; }; };

export type MergeDone = { readonly id: number; readonly survivor_id: number; readonly other_ids: readonly (number)[]; readonly choose: { readonly [name: string]: number; }; /** Rows of the others that moved, by table */ readonly moved: { readonly [name: string]: number; }; /** Fields that the records had different values of */ readonly conflicts: readonly (unknown)[]; readonly made_at: string; readonly undone_at: string | null; readonly survivor: Constituent; readonly change_set_id: number | null; };

export type Note = { readonly id: number; readonly constituent_id: number; readonly type_id: number | null; readonly type_name: string | null; readonly external_id: string | null; readonly text: string; readonly original_date: string; readonly created_at: string; readonly updated_at: string; };

export type NoteInput = { readonly text?: string; readonly original_date?: string; readonly type?: string | { readonly id: number; } | { readonly name: string; }; readonly external_id?: string | null; readonly constituent_id?: number; };

export type Gift = { readonly id: number; readonly constituent_id: number; readonly gift_type_id: number; readonly is_anon: boolean; readonly received_amount: string | null; readonly received_date: string | null; readonly deductible_amount: string | null; readonly deposit_date: string | null; readonly deposited_amount: string | null; readonly parent_gift_id: number | null; readonly external_id: string | null; readonly check_number: string | null; readonly note: string | null; readonly tribute_name: string | null; readonly gift_category_id: number | null; readonly gift_category_name: string | null; readonly campaign_id: number | null; readonly campaign_name: string | null; readonly fund_id: number | null; readonly fund_name: string | null; readonly appeal_id: number | null; readonly appeal_name: string | null; readonly event_id: number | null; readonly event_name: string | null; readonly payment_type_id: number | null; readonly payment_type_name: string | null; readonly created_at: string; readonly updated_at: string; };

export type GiftInput = { readonly is_anon?: boolean; readonly received_amount?: string | null; readonly received_date?: string | null; readonly deductible_amount?: string | null; readonly deposit_date?: string | null; readonly deposited_amount?: string | null; readonly parent_gift_id?: number | null; readonly external_id?: string | null; readonly check_number?: string | null; readonly note?: string | null; readonly tribute_name?: string | null; readonly gift_type?: string | { readonly id: number; } | { readonly name: string; }; readonly constituent_id?: number; readonly gift_category?: string | { readonly id: number; } | { readonly name: string; } | null; readonly campaign?: string | { readonly id: number; } | { readonly name: string; } | null; readonly fund?: string | { readonly id: number; } | { readonly name: string; } | null; readonly appeal?: string | { readonly id: number; } | { readonly name: string; } | null; readonly event?: string | { readonly id: number; } | { readonly name: string; } | null; readonly payment_type?: string | { readonly id: number; } | { readonly name: string; } | null; };

export type Accreditation = { readonly id: number; readonly constituent_id: number | null; readonly type: string; readonly identifier: string | null; readonly status: string; readonly outcome: string | null; readonly reasons: readonly (string)[]; readonly unreachable: boolean; readonly expiry_date: string | null; readonly monitored: boolean; readonly completed_at: string | null; readonly last_verified_at: string | null; readonly created_at: string; readonly updated_at: string; };

export type Group = { readonly id: number; readonly name: string; readonly key: string; readonly ordinal: number; readonly is_security: boolean; };

export type GroupInput = { readonly name?: string; readonly key?: string; readonly ordinal?: number; };

export type MembershipLevel = { readonly id: number; readonly name: string; readonly ordinal: number; };

export type MembershipLevelInput = { readonly name?: string; readonly ordinal?: number; };

export type KeywordCategory = { readonly id: number; readonly item_type: string; readonly name: string; readonly key: string; readonly facet_type: "list" | "single"; readonly ordinal: number; readonly removable: boolean; readonly editable: boolean; readonly keywords: readonly (Keyword)[]; };

export type Keyword = { readonly id: number; readonly category_id: number; readonly name: string; readonly description: string | null; readonly short_code: string | null; readonly ordinal: number; readonly removable: boolean; readonly created_at: string; readonly updated_at: string; };

export type KeywordCategoryInput = { readonly name?: string; readonly key?: string; readonly facet_type?: "list" | "single"; readonly ordinal?: number; readonly item_type?: "Constituent" | "Gift" | "VolunteerTime"; };

export type KeywordInput = { readonly name?: string; readonly description?: string | null; readonly short_code?: string | null; readonly ordinal?: number; };

export type CustomField = { readonly id: number; readonly key: string; readonly name: string; readonly data_type: string; readonly audience: string; };

export type Requirement = { readonly id: number; readonly name: string; readonly any_of: readonly (string)[]; readonly group_id: number | null; };

export type RequirementInput = { readonly name: string; readonly any_of: readonly (string)[]; readonly group_id?: number | null; };

export type Fund = { readonly id: number; readonly name: string; readonly description: string | null; readonly code: string | null; readonly start_date: string | null; readonly end_date: string | null; readonly financial_goal: string | null; };

export type FundInput = { readonly name?: string; readonly description?: string | null; readonly code?: string | null; readonly start_date?: string | null; readonly end_date?: string | null; readonly financial_goal?: string | null; };

export type Campaign = { readonly id: number; readonly name: string; readonly description: string | null; readonly code: string | null; readonly start_date: string | null; readonly end_date: string | null; readonly financial_goal: string | null; };

export type CampaignInput = { readonly name?: string; readonly description?: string | null; readonly code?: string | null; readonly start_date?: string | null; readonly end_date?: string | null; readonly financial_goal?: string | null; };

export type Appeal = { readonly id: number; readonly name: string; readonly description: string | null; readonly date: string | null; readonly financial_goal: string | null; readonly projected_amount: string | null; readonly code: string | null; };

export type AppealInput = { readonly name?: string; readonly description?: string | null; readonly date?: string | null; readonly financial_goal?: string | null; readonly projected_amount?: string | null; readonly code?: string | null; };

export type Event = { readonly id: number; readonly name: string; readonly description: string | null; readonly date: string | null; readonly financial_goal: string | null; readonly projected_amount: string | null; readonly code: string | null; readonly end_date: string | null; };

export type EventInput = { readonly name?: string; readonly description?: string | null; readonly date?: string | null; readonly financial_goal?: string | null; readonly projected_amount?: string | null; readonly code?: string | null; readonly end_date?: string | null; };

export type Key = { readonly id: number; readonly dialect: string; readonly name: string; readonly scopes: readonly (string)[] | null; readonly last_four: string; readonly created_at: string; readonly revoked_at: string | null; };

export type KeyInput = { readonly name: string; readonly scopes: readonly (string)[]; };

export type NewKey = { readonly id: number; readonly dialect: string; readonly name: string; readonly scopes: readonly (string)[] | null; readonly last_four: string; readonly access_token: string; readonly created_at: string; readonly revoked_at: string | null; };

export type User = { readonly id: number; readonly login_name: string; readonly email: string | null; readonly first_name: string; readonly last_name: string; readonly role: string; readonly active: boolean; };

export type UserChange = { readonly first_name?: string; readonly last_name?: string; readonly role?: string; readonly active?: boolean; };

export type UserInput = { readonly email: string; readonly first_name?: string; readonly last_name?: string; readonly role: string; };

export type Invitation = { readonly user: User; readonly is_mailed: boolean; /** A path of this server, where no mail was sent */ readonly link: string | null; };

export type Role = { readonly name: string; readonly scopes: readonly (string)[]; };

export type SignIn = { readonly email: string; readonly password: string; /** Of the second factor, where one is in use */ readonly code?: string; };

export type Session = { readonly user: User; readonly organization: { readonly id: number; readonly name: string; readonly slug: string; }; readonly time_zone: string; readonly country: string; /** What this user may do, in the words of keys */ readonly scopes: readonly (string)[]; readonly second_factor: { readonly is_on: boolean; readonly recovery_codes_left: number; }; readonly id: number; readonly started_at: string; readonly last_used_at: string; readonly ends_at: string; readonly address: string; readonly agent: string; };

export type SignedInDevice = { readonly id: number; readonly started_at: string; readonly last_used_at: string; readonly ends_at: string; readonly address: string; readonly agent: string; readonly is_this_one: boolean; };

export type NewSecondFactor = { readonly secret: string; readonly uri: string; };

export type RecoveryCodes = { readonly recovery_codes: readonly (string)[]; };

/** By operation: what a call takes, and what it answers. */
export interface Operations {
/** Lists or searches people and organizations, page by page. */
listConstituents: { input: { /** Records on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; /** id, name, created_at or updated_at; with - in front descending */ readonly sort?: string; /** A name, an e-mail address, a phone number or an id */ readonly q?: string; /** Whether to count all that match */ readonly total?: "exact" | "none"; /** JSON in the filter language */ readonly filter?: string; }; result: { readonly data: readonly (ConstituentSummary)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates a person or an organization. */
createConstituent: { input: { readonly body: ConstituentInput; }; result: Constituent };
/** Lists whom a filter finds, with facets, and says the filter as a sentence. */
queryConstituents: { input: { readonly body: Query; }; result: { readonly data: readonly (ConstituentSummary)[]; readonly next_cursor: string | null; readonly total: number | null; readonly facets: { readonly [name: string]: readonly ({ readonly value: string | number | boolean; readonly label: string; readonly count: number; })[]; }; /** The filter as a sentence */ readonly explained: string; } };
/** Lists what filters can ask about, and how. */
listFilterFields: { input: Nothing; result: { readonly fields: readonly ({ readonly name: string; readonly label: string; readonly type: string; readonly operators: readonly (string)[]; readonly some: string | null; })[]; } };
/** Shows a record with all that belongs to it, a deleted one too. */
getConstituent: { input: { readonly id: number | string; /** The record as it was at this moment (ISO 8601) */ readonly as_of?: string; }; result: Constituent };
/** Changes what is given (JSON merge patch) and nothing else. */
updateConstituent: { input: { readonly id: number | string; readonly body: ConstituentInput; }; result: Constituent };
/** Takes a record out of lists and searches; it can be restored. */
deleteConstituent: { input: { readonly id: number | string; }; result: void };
/** Changes whoever has this id in another system, or creates them with it. */
putConstituent: { input: { readonly system: number | string; readonly value: number | string; readonly body: ConstituentInput; }; result: Constituent };
/** Brings a deleted record back with all that belongs to it. */
restoreConstituent: { input: { readonly id: number | string; }; result: Constituent };
/** Changes everybody whom a filter finds, or the given people, alike: all of them or nobody, a thousand at most. */
changeConstituents: { input: { /** Answers the same, and writes nothing */ readonly dry_run?: "true" | "false"; readonly body: BulkChange; }; result: BulkChanged };
/** Everything that is kept about a person, for the person: as JSON, or as a zip with files and a readable page. */
getEverything: { input: { readonly id: number | string; /** zip: JSON, files, and a page for people */ readonly format?: "json" | "zip"; }; result: Everything };
/** Erases a person from every table and from the history. It cannot be undone; dry_run tells first what goes. */
eraseConstituent: { input: { readonly id: number | string; /** Answers the same, and writes nothing */ readonly dry_run?: "true" | "false"; readonly body: Erase; }; result: Erasure };
/** What happened to a person and to what belongs to them, newest first: what changed, by whom, through what. */
listConstituentHistory: { input: { readonly id: number | string; /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Change)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Everything that was changed together, newest first: by one request, or by one run of a job. */
listChangeSets: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (ChangeSet)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** One change set. */
getChangeSet: { input: { readonly id: number | string; }; result: ChangeSet };
/** The changes of a change set, in their order. */
listChangesOfSet: { input: { readonly id: number | string; /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Change)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Takes back what a change set made of people’s records, but for what was changed later; itself a change set. */
revertChangeSet: { input: { readonly id: number | string; /** Answers the same, and writes nothing */ readonly dry_run?: "true" | "false"; }; result: Revert };
/** Everything that was changed, from the first change on, without a gap; with Accept: text/event-stream as a stream. */
listChanges: { input: { /** The cursor of the last change that was read; without it from the first */ readonly after?: string; /** Changes in an answer */ readonly limit?: number; /** Seconds to wait while there is nothing new */ readonly wait?: number; /** constituent.updated, or constituent.*; several with commas */ readonly kind?: string; /** constituent, or constituent:1001001 */ readonly subject?: string; }; result: Feed };
/** The signature over everything that was changed by now. Whoever holds it can tell later that nothing was rewritten. */
getAuditHead: { input: Nothing; result: AuditHead };
/** The whole audit trail as JSON lines, which bin/verify-audit.js verifies with the public key alone. */
exportAudit: { input: Nothing; result: string };
/** What was asked to be exported, latest first. */
listExports: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Export)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Asks for a file of people: all, those that a quick search finds, or the members of a saved list. */
createExport: { input: { readonly body: ExportInput; }; result: Export };
/** One export, and how many people it has now. */
getExport: { input: { readonly id: number | string; }; result: Export };
/** The file, made of the records as they are now. Each download is recorded, with how many people it had. */
downloadExport: { input: { readonly id: number | string; }; result: Response };
/** Reads a file of people (CSV or tab-separated text), and guesses what its columns are. Nobody is written yet. */
createImport: { input: { readonly filename?: string; /** What the file is written in, e.g. windows-1252; by default it is found out */ readonly encoding?: string; readonly body: Blob | FormData | string; }; result: Import };
/** The imports, latest first. */
listImports: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Import)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** One import: how far it is, and what came of it. */
getImport: { input: { readonly id: number | string; }; result: Import };
/** Says what columns are, and how people are found and written. It is to be checked again then. */
updateImport: { input: { readonly id: number | string; readonly body: ImportInput; }; result: Import };
/** Forgets the file and its rows. The people whom it made stay. */
deleteImport: { input: { readonly id: number | string; }; result: void };
/** Finds out, in the background, what every row comes to, without writing anything. */
checkImport: { input: { readonly id: number | string; }; result: Import };
/** Writes, in the background, what the check has found out. */
runImport: { input: { readonly id: number | string; }; result: Import };
/** Ends what is under way. What was written stays, and can be taken back. */
cancelImport: { input: { readonly id: number | string; }; result: Import };
/** Takes back, in the background, what the import wrote, but for what was changed later. */
revertImport: { input: { readonly id: number | string; /** Answers the same, and writes nothing */ readonly dry_run?: "true" | "false"; }; result: Import | ImportRevertPreview };
/** The rows of the file in their order, with what becomes, or became, of each. */
listImportRows: { input: { readonly id: number | string; /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; readonly outcome?: "create" | "update" | "unchanged" | "skip" | "error"; }; result: { readonly data: readonly (ImportRow)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Corrects cells of a row, by the index of the column. */
updateImportRow: { input: { readonly id: number | string; readonly row: number | string; readonly body: ImportRowInput; }; result: void };
/** The refused rows as they came, with the reason, as CSV: to be corrected and imported again. */
listRefusedImportRows: { input: { readonly id: number | string; }; result: Response };
/** Who on record somebody may be, the likeliest first, with the reasons. */
matchConstituent: { input: { readonly body: MatchInput; }; result: Matches };
/** How far matching follows the record, its latest scan, and how many groups wait for a decision. */
getMatching: { input: Nothing; result: Matching };
/** Compares everybody anew and learns from them, in the background; one at a time. */
scanMatching: { input: Nothing; result: MatchingScan };
/** One scan. */
getMatchingScan: { input: { readonly id: number | string; }; result: MatchingScan };
/** All pairs from a probability on as JSON lines, for audits and for measuring accuracy. */
listMatchingPairs: { input: { readonly min_probability?: number; }; result: Response };
/** Records that are one person, the likeliest first, with the reasons. */
listDuplicates: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; readonly status?: "open" | "dismissed" | "merged"; readonly certainty?: "certain" | "review"; }; result: { readonly data: readonly (Duplicate)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Merges several groups, each into the record that is there longest; each merge can be undone. */
mergeDuplicates: { input: { /** Answers the same, and writes nothing */ readonly dry_run?: "true" | "false"; readonly body: MergeDuplicates; }; result: MergedDuplicates };
/** One group. */
getDuplicate: { input: { readonly id: number | string; }; result: Duplicate };
/** Decides that they are different people: not proposed again unless what is compared of them changes. */
dismissDuplicate: { input: { readonly id: number | string; readonly body: Dismissal; }; result: void };
/** Takes a dismissal back. */
restoreDuplicate: { input: { readonly id: number | string; }; result: void };
/** The merges, latest first, those that were undone too. */
listMerges: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Merge)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Makes several records of one person one; the other ids mean the survivor from then on, in every contract. */
createMerge: { input: { /** Answers the same, and writes nothing */ readonly dry_run?: "true" | "false"; readonly body: MergeInput; }; result: MergeDone };
/** One merge. */
getMerge: { input: { readonly id: number | string; }; result: Merge };
/** Makes the records of a merge separate ones again, at any time; what was written since stays with the survivor. */
undoMerge: { input: { readonly id: number | string; /** Answers the same, and writes nothing */ readonly dry_run?: "true" | "false"; }; result: MergeDone };
/** A person’s notes, latest first. */
listConstituentNotes: { input: { readonly id: number | string; /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Note)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Lists every note of the organization. */
listNotes: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Note)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one note. */
createNote: { input: { readonly body: NoteInput; }; result: Note };
/** Shows one note. */
getNote: { input: { readonly id: number | string; }; result: Note };
/** Changes what is given of one note. */
updateNote: { input: { readonly id: number | string; readonly body: NoteInput; }; result: Note };
/** Deletes one note. */
deleteNote: { input: { readonly id: number | string; }; result: void };
/** A person’s gifts, latest first. */
listConstituentGifts: { input: { readonly id: number | string; /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Gift)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Lists every gift of the organization. */
listGifts: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Gift)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one gift. */
createGift: { input: { readonly body: GiftInput; }; result: Gift };
/** Shows one gift. */
getGift: { input: { readonly id: number | string; }; result: Gift };
/** Changes what is given of one gift. */
updateGift: { input: { readonly id: number | string; readonly body: GiftInput; }; result: Gift };
/** Deletes one gift. */
deleteGift: { input: { readonly id: number | string; }; result: void };
/** A person’s checks, oldest first. */
listConstituentAccreditations: { input: { readonly id: number | string; /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Accreditation)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Shows one check. */
getAccreditation: { input: { readonly id: number | string; }; result: Accreditation };
/** Lists every group of the organization. */
listGroups: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Group)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one group. */
createGroup: { input: { readonly body: GroupInput; }; result: Group };
/** Shows one group. */
getGroup: { input: { readonly id: number | string; }; result: Group };
/** Changes what is given of one group. */
updateGroup: { input: { readonly id: number | string; readonly body: GroupInput; }; result: Group };
/** Deletes one group. */
deleteGroup: { input: { readonly id: number | string; }; result: void };
/** Lists every membership level of the organization. */
listMembershipLevels: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (MembershipLevel)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one membership level. */
createMembershipLevel: { input: { readonly body: MembershipLevelInput; }; result: MembershipLevel };
/** Shows one membership level. */
getMembershipLevel: { input: { readonly id: number | string; }; result: MembershipLevel };
/** Changes what is given of one membership level. */
updateMembershipLevel: { input: { readonly id: number | string; readonly body: MembershipLevelInput; }; result: MembershipLevel };
/** Deletes one membership level. */
deleteMembershipLevel: { input: { readonly id: number | string; }; result: void };
/** Lists every category of keywords of the organization. */
listKeywordCategories: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (KeywordCategory)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one category of keywords. */
createKeywordCategory: { input: { readonly body: KeywordCategoryInput; }; result: KeywordCategory };
/** Shows one category of keywords. */
getKeywordCategory: { input: { readonly id: number | string; }; result: KeywordCategory };
/** Changes what is given of one category of keywords. */
updateKeywordCategory: { input: { readonly id: number | string; readonly body: KeywordCategoryInput; }; result: KeywordCategory };
/** Deletes one category of keywords. */
deleteKeywordCategory: { input: { readonly id: number | string; }; result: void };
/** Adds a keyword to a category. */
createKeyword: { input: { readonly id: number | string; readonly body: KeywordInput; }; result: Keyword };
/** Shows one keyword. */
getKeyword: { input: { readonly id: number | string; }; result: Keyword };
/** Changes what is given of one keyword. */
updateKeyword: { input: { readonly id: number | string; readonly body: KeywordInput; }; result: Keyword };
/** Deletes one keyword. */
deleteKeyword: { input: { readonly id: number | string; }; result: void };
/** Lists every custom field of people of the organization. */
listCustomFields: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (CustomField)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Lists every requirement of the organization. */
listRequirements: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Requirement)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one requirement. */
createRequirement: { input: { readonly body: RequirementInput; }; result: Requirement };
/** Deletes one requirement. */
deleteRequirement: { input: { readonly id: number | string; }; result: void };
/** Lists every fund of the organization. */
listFunds: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Fund)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one fund. */
createFund: { input: { readonly body: FundInput; }; result: Fund };
/** Shows one fund. */
getFund: { input: { readonly id: number | string; }; result: Fund };
/** Changes what is given of one fund. */
updateFund: { input: { readonly id: number | string; readonly body: FundInput; }; result: Fund };
/** Deletes one fund. */
deleteFund: { input: { readonly id: number | string; }; result: void };
/** Lists every campaign of the organization. */
listCampaigns: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Campaign)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one campaign. */
createCampaign: { input: { readonly body: CampaignInput; }; result: Campaign };
/** Shows one campaign. */
getCampaign: { input: { readonly id: number | string; }; result: Campaign };
/** Changes what is given of one campaign. */
updateCampaign: { input: { readonly id: number | string; readonly body: CampaignInput; }; result: Campaign };
/** Deletes one campaign. */
deleteCampaign: { input: { readonly id: number | string; }; result: void };
/** Lists every appeal of the organization. */
listAppeals: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Appeal)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one appeal. */
createAppeal: { input: { readonly body: AppealInput; }; result: Appeal };
/** Shows one appeal. */
getAppeal: { input: { readonly id: number | string; }; result: Appeal };
/** Changes what is given of one appeal. */
updateAppeal: { input: { readonly id: number | string; readonly body: AppealInput; }; result: Appeal };
/** Deletes one appeal. */
deleteAppeal: { input: { readonly id: number | string; }; result: void };
/** Lists every event of the organization. */
listEvents: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Event)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Creates one event. */
createEvent: { input: { readonly body: EventInput; }; result: Event };
/** Shows one event. */
getEvent: { input: { readonly id: number | string; }; result: Event };
/** Changes what is given of one event. */
updateEvent: { input: { readonly id: number | string; readonly body: EventInput; }; result: Event };
/** Deletes one event. */
deleteEvent: { input: { readonly id: number | string; }; result: void };
/** Lists every key of the organization. */
listKeys: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (Key)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Makes a key of this API. The key itself is in the answer, this once. */
createKey: { input: { readonly body: KeyInput; }; result: NewKey };
/** Deletes one key. */
deleteKey: { input: { readonly id: number | string; }; result: void };
/** Lists every user of the organization. */
listUsers: { input: { /** Rows on a page */ readonly limit?: number; /** next_cursor of the page before */ readonly cursor?: string; }; result: { readonly data: readonly (User)[]; readonly next_cursor: string | null; readonly total: number | null; } };
/** Adds a user, who gets a mail with a link to choose a password. Where no mail can be sent, the answer has the link. */
inviteUser: { input: { readonly body: UserInput; }; result: Invitation };
/** Shows one user. */
getUser: { input: { readonly id: number | string; }; result: User };
/** Changes what is given of one user. */
updateUser: { input: { readonly id: number | string; readonly body: UserChange; }; result: User };
/** Makes a new link for a user to choose a password; the one from before ends. */
inviteUserAgain: { input: { readonly id: number | string; }; result: Invitation };
/** Turns the second factor of a user off who has lost it. */
removeSecondFactorOfUser: { input: { readonly id: number | string; }; result: void };
/** Lists the roles that users have, and what each may do. */
listRoles: { input: Nothing; result: { readonly data: readonly (Role)[]; } };
/** Signs a user in: the answer sets a cookie. 401 second_factor_required asks for the code as well. */
signIn: { input: { readonly body: SignIn; }; result: Session };
/** Shows who is signed in, and what they may do. */
getSession: { input: Nothing; result: Session };
/** Signs the user out in this browser. */
signOut: { input: Nothing; result: void };
/** Lists where the user is signed in, the session used last first. */
listSessions: { input: Nothing; result: { readonly data: readonly (SignedInDevice)[]; } };
/** Signs the user out in one of their browsers. */
endSession: { input: { readonly id: number | string; }; result: void };
/** Replaces the password of the user, and ends every other session of theirs. */
changePassword: { input: { readonly body: { readonly old_password: string; readonly new_password: string; }; }; result: Session };
/** Makes a secret for an app that shows codes. Nothing is asked for until a first code confirms it. */
prepareSecondFactor: { input: Nothing; result: NewSecondFactor };
/** Turns the second factor on by a first code, and tells the recovery codes, this once. */
confirmSecondFactor: { input: { readonly body: { readonly code: string; }; }; result: RecoveryCodes };
/** Turns the second factor off. Takes a code, so that an open browser alone cannot. */
removeSecondFactor: { input: { readonly body: { readonly code: string; }; }; result: void };
/** Mails a link for a new password. The answer is the same whether or not the address is known. */
requestPasswordReset: { input: { readonly body: { readonly email: string; }; }; result: void };
/** Sets a password by the token of an invitation or of a mailed link, which works once. */
setPasswordByLink: { input: { readonly body: { readonly token: string; readonly new_password: string; }; }; result: void };
}

/** By operation: method, path, names of what goes into the query, and whether the answer is a file. */

export const OPERATIONS = {
listConstituents: ['GET', '/constituents', 'limit cursor sort q total filter'],
createConstituent: ['POST', '/constituents', ''],
queryConstituents: ['POST', '/constituents/query', ''],
listFilterFields: ['GET', '/filter_fields', ''],
getConstituent: ['GET', '/constituents/{id}', 'as_of'],
updateConstituent: ['PATCH', '/constituents/{id}', ''],
deleteConstituent: ['DELETE', '/constituents/{id}', ''],
putConstituent: ['PUT', '/constituents/by/{system}/{value}', ''],
restoreConstituent: ['POST', '/constituents/{id}/restore', ''],
changeConstituents: ['POST', '/constituents/bulk', 'dry_run'],
getEverything: ['GET', '/constituents/{id}/everything', 'format'],
eraseConstituent: ['POST', '/constituents/{id}/erase', 'dry_run'],
listConstituentHistory: ['GET', '/constituents/{id}/history', 'limit cursor'],
listChangeSets: ['GET', '/change_sets', 'limit cursor'],
getChangeSet: ['GET', '/change_sets/{id}', ''],
listChangesOfSet: ['GET', '/change_sets/{id}/changes', 'limit cursor'],
revertChangeSet: ['POST', '/change_sets/{id}/revert', 'dry_run'],
listChanges: ['GET', '/changes', 'after limit wait kind subject'],
getAuditHead: ['GET', '/audit/head', ''],
exportAudit: ['GET', '/audit/export', ''],
listExports: ['GET', '/exports', 'limit cursor'],
createExport: ['POST', '/exports', ''],
getExport: ['GET', '/exports/{id}', ''],
downloadExport: ['GET', '/exports/{id}/file', '', 'file'],
createImport: ['POST', '/imports', 'filename encoding'],
listImports: ['GET', '/imports', 'limit cursor'],
getImport: ['GET', '/imports/{id}', ''],
updateImport: ['PATCH', '/imports/{id}', ''],
deleteImport: ['DELETE', '/imports/{id}', ''],
checkImport: ['POST', '/imports/{id}/check', ''],
runImport: ['POST', '/imports/{id}/run', ''],
cancelImport: ['POST', '/imports/{id}/cancel', ''],
revertImport: ['POST', '/imports/{id}/revert', 'dry_run'],
listImportRows: ['GET', '/imports/{id}/rows', 'limit cursor outcome'],
updateImportRow: ['PATCH', '/imports/{id}/rows/{row}', ''],
listRefusedImportRows: ['GET', '/imports/{id}/errors.csv', '', 'file'],
matchConstituent: ['POST', '/constituents/match', ''],
getMatching: ['GET', '/matching', ''],
scanMatching: ['POST', '/matching/scan', ''],
getMatchingScan: ['GET', '/matching/scans/{id}', ''],
listMatchingPairs: ['GET', '/matching/pairs', 'min_probability', 'file'],
listDuplicates: ['GET', '/duplicates', 'limit cursor status certainty'],
mergeDuplicates: ['POST', '/duplicates/merge', 'dry_run'],
getDuplicate: ['GET', '/duplicates/{id}', ''],
dismissDuplicate: ['POST', '/duplicates/{id}/dismiss', ''],
restoreDuplicate: ['POST', '/duplicates/{id}/restore', ''],
listMerges: ['GET', '/merges', 'limit cursor'],
createMerge: ['POST', '/merges', 'dry_run'],
getMerge: ['GET', '/merges/{id}', ''],
undoMerge: ['POST', '/merges/{id}/undo', 'dry_run'],
listConstituentNotes: ['GET', '/constituents/{id}/notes', 'limit cursor'],
listNotes: ['GET', '/notes', 'limit cursor'],
createNote: ['POST', '/notes', ''],
getNote: ['GET', '/notes/{id}', ''],
updateNote: ['PATCH', '/notes/{id}', ''],
deleteNote: ['DELETE', '/notes/{id}', ''],
listConstituentGifts: ['GET', '/constituents/{id}/gifts', 'limit cursor'],
listGifts: ['GET', '/gifts', 'limit cursor'],
createGift: ['POST', '/gifts', ''],
getGift: ['GET', '/gifts/{id}', ''],
updateGift: ['PATCH', '/gifts/{id}', ''],
deleteGift: ['DELETE', '/gifts/{id}', ''],
listConstituentAccreditations: ['GET', '/constituents/{id}/accreditations', 'limit cursor'],
getAccreditation: ['GET', '/accreditations/{id}', ''],
listGroups: ['GET', '/groups', 'limit cursor'],
createGroup: ['POST', '/groups', ''],
getGroup: ['GET', '/groups/{id}', ''],
updateGroup: ['PATCH', '/groups/{id}', ''],
deleteGroup: ['DELETE', '/groups/{id}', ''],
listMembershipLevels: ['GET', '/membership_levels', 'limit cursor'],
createMembershipLevel: ['POST', '/membership_levels', ''],
getMembershipLevel: ['GET', '/membership_levels/{id}', ''],
updateMembershipLevel: ['PATCH', '/membership_levels/{id}', ''],
deleteMembershipLevel: ['DELETE', '/membership_levels/{id}', ''],
listKeywordCategories: ['GET', '/keyword_categories', 'limit cursor'],
createKeywordCategory: ['POST', '/keyword_categories', ''],
getKeywordCategory: ['GET', '/keyword_categories/{id}', ''],
updateKeywordCategory: ['PATCH', '/keyword_categories/{id}', ''],
deleteKeywordCategory: ['DELETE', '/keyword_categories/{id}', ''],
createKeyword: ['POST', '/keyword_categories/{id}/keywords', ''],
getKeyword: ['GET', '/keywords/{id}', ''],
updateKeyword: ['PATCH', '/keywords/{id}', ''],
deleteKeyword: ['DELETE', '/keywords/{id}', ''],
listCustomFields: ['GET', '/custom_fields', 'limit cursor'],
listRequirements: ['GET', '/requirements', 'limit cursor'],
createRequirement: ['POST', '/requirements', ''],
deleteRequirement: ['DELETE', '/requirements/{id}', ''],
listFunds: ['GET', '/funds', 'limit cursor'],
createFund: ['POST', '/funds', ''],
getFund: ['GET', '/funds/{id}', ''],
updateFund: ['PATCH', '/funds/{id}', ''],
deleteFund: ['DELETE', '/funds/{id}', ''],
listCampaigns: ['GET', '/campaigns', 'limit cursor'],
createCampaign: ['POST', '/campaigns', ''],
getCampaign: ['GET', '/campaigns/{id}', ''],
updateCampaign: ['PATCH', '/campaigns/{id}', ''],
deleteCampaign: ['DELETE', '/campaigns/{id}', ''],
listAppeals: ['GET', '/appeals', 'limit cursor'],
createAppeal: ['POST', '/appeals', ''],
getAppeal: ['GET', '/appeals/{id}', ''],
updateAppeal: ['PATCH', '/appeals/{id}', ''],
deleteAppeal: ['DELETE', '/appeals/{id}', ''],
listEvents: ['GET', '/events', 'limit cursor'],
createEvent: ['POST', '/events', ''],
getEvent: ['GET', '/events/{id}', ''],
updateEvent: ['PATCH', '/events/{id}', ''],
deleteEvent: ['DELETE', '/events/{id}', ''],
listKeys: ['GET', '/keys', 'limit cursor'],
createKey: ['POST', '/keys', ''],
deleteKey: ['DELETE', '/keys/{id}', ''],
listUsers: ['GET', '/users', 'limit cursor'],
inviteUser: ['POST', '/users', ''],
getUser: ['GET', '/users/{id}', ''],
updateUser: ['PATCH', '/users/{id}', ''],
inviteUserAgain: ['POST', '/users/{id}/invitation', ''],
removeSecondFactorOfUser: ['DELETE', '/users/{id}/second_factor', ''],
listRoles: ['GET', '/roles', ''],
signIn: ['POST', '/session', ''],
getSession: ['GET', '/session', ''],
signOut: ['DELETE', '/session', ''],
listSessions: ['GET', '/sessions', ''],
endSession: ['DELETE', '/sessions/{id}', ''],
changePassword: ['PUT', '/session/password', ''],
prepareSecondFactor: ['POST', '/session/second_factor', ''],
confirmSecondFactor: ['PUT', '/session/second_factor', ''],
removeSecondFactor: ['POST', '/session/second_factor/remove', ''],
requestPasswordReset: ['POST', '/password_resets', ''],
setPasswordByLink: ['POST', '/password_resets/use', ''],
} as const satisfies Readonly<Record<keyof Operations, readonly [string, string, string, 'file'?]>>;

