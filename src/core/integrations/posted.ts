// What a post says, in the core's words: a contract reads it out of the fields that came (docs/contracts/lgl.md §9).
import type { ConstituentInput } from '../constituents/record/constituent-input.ts';
import type { AppealRequestInput } from '../giving/appeal-request.ts';
import type { GiftInput } from '../giving/gift.ts';
import type { InvitationInput } from '../giving/invitation.ts';
import type { NoteInput } from '../interactions/note.ts';

/** Texts by the names that the sender gave them. */
export type PostedFields = Readonly<Record<string, string>>;

export interface Posted {
  /** The id here of whom it is about, where the sender knows it. */
  readonly constituentId: number | undefined;
  readonly constituent: ConstituentInput;
  readonly gift?: GiftInput;
  readonly note?: NoteInput;
  readonly attendance?: { readonly eventName: string; readonly input: InvitationInput };
  readonly appeal?: {
    readonly appealName: string;
    /** An id, an e-mail address or "First Last". */
    readonly teamMember: string | null;
    readonly input: AppealRequestInput;
  };
}
