// From where an account has signed on with the right password before: strangers who guess cannot lock it out there.

import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { maybeInOneStatement } from '../../db/transaction.ts';
import { addressGroup } from '../base/ip-address.ts';
import { randomSecret, secretDigest } from './secret.ts';
import { after } from './sessions.ts';

const KNOWN_SECONDS = 30 * 24 * 3600;

/** What a caller shows of themselves: a network address, and the secret that an earlier sign-on left in the browser. */
export interface Place {
  readonly address: string;
  readonly device?: string | undefined;
}

const byAddress = ({ address }: Place) => secretDigest(`address ${addressGroup(address)}`);
const byDevice = ({ device }: Place) => (device === undefined ? null : secretDigest(`device ${device}`));

const find = query<{ device: string }>(
  'known_device_find',
  `select device from known_devices
   where organization_id = $1 and account = $2 and device in ($3, $4) and expires_at > $5`,
);

/**
 * What tries from this place are counted under, and whether the account has signed on from there before. A browser that
 * shows a device the account knows is counted apart from its address, which others may share.
 */
export async function recognize(
  db: Db,
  { organizationId, account }: { organizationId: number; account: string },
  { place, now }: { place: Place; now: Date },
): Promise<{ countedAs: string; isKnown: boolean }> {
  const rows = await db.all(find(organizationId, account, byAddress(place), byDevice(place), now));
  const known = rows.map((row) => row.device);
  const device = byDevice(place);
  return { countedAs: device && known.includes(device) ? device : byAddress(place), isKnown: known.length > 0 };
}

// Once a day is enough: a client that signs on all the time writes little.
const know = write(
  'known_device_know',
  `insert into known_devices as k (organization_id, account, device, expires_at) values ($1, $2, $3, $4)
   on conflict (organization_id, account, device) do update set expires_at = excluded.expires_at
   where k.expires_at < excluded.expires_at - interval '1 day'`,
);

/** Keeps the address of somebody who has shown the right password. */
export async function rememberAddress(
  db: Db,
  { organizationId, account }: { organizationId: number; account: string },
  { place, now }: { place: Place; now: Date },
): Promise<void> {
  await maybeInOneStatement(db, know(organizationId, account, byAddress(place), after(now, KNOWN_SECONDS)));
}

const drop = write(
  'known_device_drop',
  'delete from known_devices where organization_id = $1 and account = $2 and device = $3',
);

/** A new secret for the browser of somebody who has shown the right password; the one it had is worth nothing from now on. */
export async function renewDevice(
  db: Db,
  { organizationId, account }: { organizationId: number; account: string },
  { place, now }: { place: Place; now: Date },
): Promise<string> {
  const shown = byDevice(place);
  if (shown !== null) await maybeInOneStatement(db, drop(organizationId, account, shown));
  const device = randomSecret(24);
  await maybeInOneStatement(
    db,
    know(organizationId, account, secretDigest(`device ${device}`), after(now, KNOWN_SECONDS)),
  );
  return device;
}

const forget = write('known_devices_forget', 'delete from known_devices where expires_at < $1');

/** Removes what has expired, of every organization: housekeeping, not a request. */
export async function forgetKnownDevices(db: Db, now: Date): Promise<void> {
  await maybeInOneStatement(db, forget(now));
}
