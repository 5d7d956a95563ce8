/** A request to one person for checks and documents (ICR; docs/contracts/oho.md §6). */
import type { PackageItem } from './screening-package.ts';

export type RequestStatus =
  | 'draft'
  | 'sent'
  | 'opened'
  | 'in_progress'
  | 'submitted'
  | 'completed'
  | 'cancelled'
  | 'expired'
  | 'failed_delivery';

/** What the person gave for an item. */
export interface Satisfaction {
  readonly type: string;
  readonly accreditation_id: number;
  readonly attachment_ids: readonly number[];
}

export type RequestItem = PackageItem & { readonly satisfied_by: Satisfaction | null };

export interface InformationRequest {
  readonly id: number;
  readonly constituentId: number;
  readonly screeningPackageCode: string;
  /** The package's contents when the request was made. */
  readonly items: readonly RequestItem[];
  readonly message: string | null;
  readonly status: RequestStatus;
  readonly expiryDays: number;
  readonly expiresAt: string;
  readonly remindersSent: number;
  readonly onboardedAt: string | null;
  readonly completedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The columns of `InformationRequest`, of `information_requests r`: never the link's token. */
export const REQUEST_COLUMNS = `r.id, r.constituent_id as "constituentId", r.screening_package_code as "screeningPackageCode",
  r.items, r.message, r.status, r.expiry_days as "expiryDays", r.expires_at as "expiresAt",
  r.reminders_sent as "remindersSent", r.onboarded_at as "onboardedAt", r.completed_at as "completedAt",
  r.created_at as "createdAt", r.updated_at as "updatedAt"`;

/** The person can still answer. */
export const OPEN_REQUESTS: readonly RequestStatus[] = ['sent', 'opened', 'in_progress', 'failed_delivery'];
