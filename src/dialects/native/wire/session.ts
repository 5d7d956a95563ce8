// Sessions of people who sign in, as this contract shows them (docs/api.md, Signing in).
import { z } from 'zod';
import type { SignedIn } from '../../../core/staff/user-sessions.ts';
import { SCOPES } from '../auth.ts';
import { presenter } from './operation.ts';
import { USER } from './resources.ts';

const password = z.string().min(1).max(1024);
const code = z.string().min(1).max(64);
const token = z.string().min(1).max(200);
/** PostgreSQL cannot even be asked about a text with a NUL character. */
const email = z
  .string()
  .min(1)
  .max(320)
  .regex(/^[^\0]*$/);

export const signInBody = z
  .strictObject({ email, password, code: code.optional().describe('Of the second factor, where one is in use') })
  .meta({ id: 'SignIn' });
export const passwordBody = z.strictObject({ old_password: password, new_password: password });
export const codeBody = z.strictObject({ code });
export const resetBody = z.strictObject({ email });
export const linkBody = z.strictObject({ token, new_password: password });

const device = {
  id: z.number(),
  started_at: z.string(),
  last_used_at: z.string(),
  ends_at: z.string(),
  address: z.string(),
  agent: z.string(),
};
export const sessionSchema = z
  .object({
    ...{ user: USER, organization: z.object({ id: z.number(), name: z.string(), slug: z.string() }) },
    time_zone: z.string(),
    country: z.string(),
    scopes: z.array(z.string()).describe('What this user may do, in the words of keys'),
    second_factor: z.object({ is_on: z.boolean(), recovery_codes_left: z.number() }),
    ...device,
  })
  .meta({ id: 'Session' });
export const deviceSchema = z.object({ ...device, is_this_one: z.boolean() }).meta({ id: 'SignedInDevice' });
export const devicesSchema = z.object({ data: z.array(deviceSchema) });
export const factorSchema = z.object({ secret: z.string(), uri: z.string() }).meta({ id: 'NewSecondFactor' });
export const recoverySchema = z.object({ recovery_codes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' });

const present = presenter(sessionSchema);

export function sessionToWire(
  { user, organization, session }: SignedIn,
  { permissions, secondFactor }: { permissions: ReadonlySet<string>; secondFactor: object },
) {
  const scopes = Object.keys(SCOPES).filter((scope) => SCOPES[scope]?.every((needed) => permissions.has(needed)));
  const { id, name, slug, timeZone, country } = organization;
  return present({ ...session, user, organization: { id, name, slug }, timeZone, country, scopes, secondFactor });
}
