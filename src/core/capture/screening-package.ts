// What an organization asks of a person: types of checks and groups of which any one will do (docs/contracts/oho.md §6.1).
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import type { Tx } from '../../db/transaction.ts';
import { findCheckType } from '../accreditations/catalogue.ts';
import { type Actor, allow } from '../base/actor.ts';
import { recordChange } from '../base/change.ts';
import { Failure, invalidField } from '../base/failure.ts';

export type PackageItem = { readonly type: string } | { readonly group: string; readonly any_of: readonly string[] };

export interface ScreeningPackage {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly items: readonly PackageItem[];
  readonly active: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type PackageInput = Pick<ScreeningPackage, 'code' | 'name' | 'description' | 'items' | 'active'>;

const COLUMNS = `p.id, p.code, p.name, p.description, p.items, p.active, p.created_at as "createdAt", p.updated_at as "updatedAt"`;

/** The types that satisfy an item. */
export function typesOf(item: PackageItem): readonly string[] {
  return 'type' in item ? [item.type] : item.any_of;
}

const list = query<ScreeningPackage>(
  'screening_packages_list',
  `select ${COLUMNS} from screening_packages p where p.organization_id = $1 order by p.code`,
);

export async function listPackages(db: Db, actor: Actor): Promise<ScreeningPackage[]> {
  allow(actor, 'settings:read');
  return db.all(list(actor.organization.id));
}

const byCode = query<ScreeningPackage>(
  'screening_package_by_code',
  `select ${COLUMNS} from screening_packages p where p.organization_id = $1 and p.code = $2`,
);

/** Throws `not-found`. */
export async function getPackage(db: Db, actor: Actor, code: string): Promise<ScreeningPackage> {
  const found = await db.maybe(byCode(actor.organization.id, code));
  if (!found) throw new Failure('not-found', 'screening_package', { subject: code });
  return found;
}

function check(input: Partial<PackageInput>): void {
  if (input.code !== undefined && !/^[a-z0-9][a-z0-9_-]{0,63}$/.test(input.code))
    throw invalidField('code', 'code_format');
  if (input.items === undefined) return;
  const isKnown = input.items.every(
    (item) => typesOf(item).length > 0 && typesOf(item).every((type) => findCheckType(type)),
  );
  if (input.items.length === 0 || !isKnown) throw invalidField('items', 'unsupported_type');
}

const insert = write<ScreeningPackage>(
  'screening_package_insert',
  `insert into screening_packages as p (organization_id, code, name, description, items, active)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning ${COLUMNS}`,
);

/** Throws `invalid` for a bad code or unknown types, `conflict` (`code_taken`). */
export async function createPackage(tx: Tx, actor: Actor, input: PackageInput): Promise<ScreeningPackage> {
  allow(actor, 'settings:write');
  check(input);
  const values = [input.code, input.name, input.description, JSON.stringify(input.items), input.active];
  const created = await tx.maybe(insert(actor.organization.id, ...values));
  if (!created) throw new Failure('conflict', 'code_taken', { subject: input.code });
  const change = { kind: 'screening_package.created', subjectId: created.id, before: null, after: created };
  await recordChange(tx, actor, change);
  return created;
}

const update = write<ScreeningPackage>(
  'screening_package_update',
  `update screening_packages p set name = coalesce($3, p.name), description = case when $4 then $5 else p.description end,
     items = coalesce($6, p.items), active = coalesce($7, p.active), updated_at = now()
   where p.organization_id = $1 and p.code = $2 returning ${COLUMNS}`,
);

/** Changes a package; requests that were made of it keep what they asked for. Throws `not-found`. */
export async function updatePackage(
  tx: Tx,
  actor: Actor,
  { code, input }: { code: string; input: Partial<Omit<PackageInput, 'code'>> },
): Promise<ScreeningPackage> {
  allow(actor, 'settings:write');
  check(input);
  const description = [input.description !== undefined, input.description ?? null];
  const items = input.items === undefined ? null : JSON.stringify(input.items);
  const values = [input.name ?? null, ...description, items, input.active ?? null];
  const updated = await tx.maybe(update(actor.organization.id, code, ...values));
  if (!updated) throw new Failure('not-found', 'screening_package', { subject: code });
  await recordChange(tx, actor, {
    kind: 'screening_package.updated',
    subjectId: updated.id,
    before: null,
    after: updated,
  });
  return updated;
}
