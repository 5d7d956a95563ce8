// What an organization decides for itself about this contract (`kith settings`).
import type { Organization } from '../../core/base/actor.ts';
import { isText, type SettingRule, type SettingRules, settingsReader } from '../../core/base/settings.ts';

interface OhoSettings {
  /** Header of the SHA-1 signature as `sha1=<hex>`; Oho's own name for it is unknown (docs/contracts/oho.md §5.2). */
  readonly webhookSha1Header: string;
  /** Header of the same as plain hex. */
  readonly webhookSha1PlainHeader: string;
}

/** Headers that a delivery has anyway, or that decide how the request is read: another value breaks every delivery. */
const RESERVED_HEADERS =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|user-agent|cookie|authorization|date|via|forwarded|x-forwarded-.*|webhook-.*|x-oho-(?:event|delivery|attempt|signature)|x-hub-signature-256(?:-.*)?)$/i;

const isHeader = (value: unknown) =>
  isText(value) && /^[A-Za-z0-9-]{1,60}$/.test(value) && !RESERVED_HEADERS.test(value);

const header = (usual: string): SettingRule<string> => ({
  takes: 'the name of a header, up to 60 letters, digits and hyphens, that requests do not have otherwise',
  accepts: isHeader,
  default: usual,
});

export const SETTINGS: SettingRules<OhoSettings> = {
  webhookSha1Header: header('X-Hub-Signature'),
  webhookSha1PlainHeader: header('X-Oho-Signature-Sha1'),
};

const read = settingsReader(SETTINGS);

/** The organization's settings of this contract. A value that cannot be read counts as the default. */
export function settingsOf({ storedSettings }: Pick<Organization, 'storedSettings'>): OhoSettings {
  return read(storedSettings);
}
