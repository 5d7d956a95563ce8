// A register that was imported from a file: a list of valid cards, or of people who are banned (docs/registries.md).

import { statement } from '../../../db/connect.ts';
import { fold } from '../../base/fold.ts';
import { normalizeIdentifier } from '../accreditation.ts';
import { type Finding, isOutcome, type Outcome } from '../outcome.ts';
import type { Check, Registry, RegistryAnswer } from './registry.ts';

interface Import {
  readonly id: number;
  readonly source: string;
  readonly sha256: string;
  readonly importedAt: string;
}

const latest = statement<Import>(
  'register_import_latest',
  `select id, source, sha256, imported_at as "importedAt" from register_imports
   where organization_id = $1 and register = $2 order by id desc limit 1`,
);
const byIdentifier = statement<{ fields: Record<string, string> }>(
  'register_entry_by_identifier',
  `select fields from register_entries where organization_id = $1 and import_id = $2 and normalized_identifier = $3 order by line limit 1`,
);
const byName = statement<{ fields: Record<string, string> }>(
  'register_entry_by_name',
  `select fields from register_entries where organization_id = $1 and import_id = $2 and search_name = $3 order by line limit 20`,
);

/** The register's name is the option `register`, or the type's code. */
export const registerFile: Registry = {
  look: async (check, setup, { db }) => {
    const register = String(setup.options.register ?? check.type.code);
    const source = await db.maybe(latest(check.organization.id, register));
    if (!source) return { kind: 'unavailable', reason: `nothing was imported into the register ${register} yet` };
    const own = [check.organization.id, source.id];
    const evidence = { source: source.source, sha256: source.sha256, importedAt: source.importedAt, register };
    if (check.type.category === 'ban') {
      const rows = await db.all(byName(...own, nameOf(check)));
      return found(
        banFinding(
          check,
          rows.map(({ fields }) => fields),
        ),
        { ...evidence, matches: rows.map(({ fields }) => fields) },
      );
    }
    const row = await db.maybe(byIdentifier(...own, normalizeIdentifier(check.identifier ?? '')));
    return found(cardFinding(check, row?.fields), { ...evidence, match: row?.fields ?? null });
  },
};

function found(finding: Finding, evidence: Readonly<Record<string, unknown>>): RegistryAnswer {
  return { kind: 'found', finding, evidence };
}

function nameOf({ inputs }: Check): string {
  return fold(`${inputs.first_name ?? ''} ${inputs.surname ?? ''}`);
}

/** Who is on a list of bans is barred; a namesake with another birth date is not, one without a date needs a look. */
function banFinding({ inputs }: Check, rows: readonly Record<string, string>[]): Finding {
  const possible = rows.filter((row) => !row.birth_date || !inputs.birth_date || row.birth_date === inputs.birth_date);
  if (possible.length === 0) return { outcome: 'active', response: ['No banning order'] };
  const isCertain = possible.some((row) => row.birth_date && row.birth_date === inputs.birth_date);
  if (isCertain) return { outcome: 'barred', response: ['Banning order'] };
  return { outcome: 'review', flags: ['name_match'], response: ['Banning order for a person of this name'] };
}

/** A card on the register, with the status that the row has; the names must be the person's. */
function cardFinding(check: Check, row: Record<string, string> | undefined): Finding {
  if (!row) return { outcome: 'not_found' };
  const expiryDate = /^\d{4}-\d{2}-\d{2}$/.test(row.expiry_date ?? '') ? row.expiry_date : null;
  const flags = [
    ...(row.surname && fold(row.surname) !== fold(check.inputs.surname ?? '') ? ['name_mismatch'] : []),
    ...(row.birth_date && check.inputs.birth_date && row.birth_date !== check.inputs.birth_date
      ? ['dob_mismatch']
      : []),
  ];
  if (flags.length > 0) return { outcome: 'review', flags, expiryDate };
  return { outcome: statusOf(row.status), expiryDate };
}

function statusOf(status: string | undefined): Outcome {
  const word = fold(status ?? '').replaceAll(' ', '_') || 'active';
  return isOutcome(word) ? word : 'review';
}
