// The audit trail: signed blocks over the order of changes, and its export (docs/decisions/0031). What is signed is written
// down in docs/audit.md, which bin/verify-audit.js keeps to.
import { createHash } from 'node:crypto';
import type { Db } from '../../db/connect.ts';
import { query, write } from '../../db/statement.ts';
import { NOBODY, transaction } from '../../db/transaction.ts';
import { type Actor, allow } from '../base/actor.ts';
import { Failure } from '../base/failure.ts';
import type { AuditKey } from './audit-key.ts';
import { CONTENT_SQL, FRAME_SQL, sealChanges } from './seal-changes.ts';

interface Block {
  readonly sequence: number;
  readonly first: number;
  readonly last: number;
  readonly at: string;
  /** In hexadecimal. */
  readonly link: string;
  /** In base64. */
  readonly signature: string;
}

const BLOCK = `b.sequence, b.first_position as first, b.last_position as last, b.at, encode(b.link, 'hex') as link,
  translate(encode(b.signature, 'base64'), E'\\n', '') as signature`;

const latest = query<Block>(
  'audit_latest_block',
  `select ${BLOCK} from audit_blocks b where b.organization_id = $1 order by b.sequence desc limit 1`,
);

const unsigned = query<{ id: number }>(
  'audit_organizations_unsigned',
  `select g.organization_id as id from change_sealing g where ($1::bigint is null or g.organization_id = $1)
     and g.position > coalesce((select max(b.last_position) from audit_blocks b where b.organization_id = g.organization_id), 0)`,
);

const lock = write<{ position: number; link: string }>(
  'audit_lock',
  `select position, encode(link, 'hex') as link from change_sealing where organization_id = $1 for update`,
);

const insert = write(
  'audit_block_insert',
  `insert into audit_blocks (organization_id, sequence, first_position, last_position, at, link, signature)
   values ($1, $2, $3, $4, $5, decode($6, 'hex'), $7)`,
);

export interface Signing {
  readonly key: AuditKey;
  readonly now: Date;
}

/** Seals all changes that are visible by now, and signs them: of one organization, or of all. */
export async function signChanges(db: Db, { key, now }: Signing, organizationId?: number): Promise<void> {
  await sealChanges(db, organizationId);
  for (const { id } of await db.all(unsigned(organizationId ?? null))) {
    await transaction(db, NOBODY, async (tx) => {
      const { position, link } = await tx.one(lock(id));
      const before = await tx.maybe(latest(id));
      const [sequence, first, at] = [(before?.sequence ?? 0) + 1, (before?.last ?? 0) + 1, now.toISOString()];
      // Somebody else has signed it in the meantime.
      if (first > position) return;
      const signature = key.sign(['kith audit block 1', id, sequence, first, position, at, link].join('\n'));
      await tx.all(insert(id, sequence, first, position, at, link, signature));
    });
  }
}

export interface AuditHead {
  readonly sequence: number;
  /** Of how many changes. */
  readonly entries: number;
  readonly at: string;
  readonly root: string;
  readonly signature: string;
  readonly publicKey: string;
}

/** The last block, over everything that is visible by now. */
export async function auditHead(db: Db, actor: Actor, signing: Signing): Promise<AuditHead> {
  allow(actor, 'settings:read');
  await signChanges(db, signing, actor.organization.id);
  const block = await db.maybe(latest(actor.organization.id));
  if (!block) throw new Failure('not-found', 'audit_block');
  const { sequence, last, at, link, signature } = block;
  return { sequence, entries: last, at, root: link, signature, publicKey: signing.key.publicKey };
}

interface Entry {
  /** The position. */
  readonly id: number;
  readonly frame: string | null;
  readonly salt: string | null;
  readonly content: string | null;
  readonly commitment: string;
  readonly link: string;
}

// What is missing in `changes` is told as missing.
const entries = query<Entry>(
  'audit_entries',
  `select s.position as id, case when c.id is not null then ${FRAME_SQL} end as frame, encode(s.salt, 'hex') as salt,
     case when s.salt is not null and c.id is not null then ${CONTENT_SQL} end as content,
     encode(s.commitment, 'hex') as commitment, encode(s.link, 'hex') as link
   from change_seals s left join changes c on c.organization_id = s.organization_id and c.id = s.change_id
   where s.organization_id = $1 and s.position > $2 and s.position <= $3 order by s.position limit $4`,
);

const blocks = query<Block>(
  'audit_blocks_between',
  `select ${BLOCK} from audit_blocks b where b.organization_id = $1 and b.last_position > $2 and b.last_position <= $3
   order by b.sequence`,
);

/** The whole trail as JSON lines, each with its end of line, in pieces: what was signed by now and nothing after it. */
export async function* exportAudit(db: Db, actor: Actor, signing: Signing): AsyncGenerator<string> {
  const head = await auditHead(db, actor, signing);
  const { id } = actor.organization;
  const { publicKey } = signing.key;
  const at = signing.now.toISOString();
  const first = JSON.stringify({ type: 'head', format: 1, organization: id, public_key: publicKey, at });
  yield `${first}\n`;
  const pieces = db.inPieces((after, limit) => entries(id, after, head.entries, limit));
  let from = 0;
  for await (const piece of pieces) {
    const last = piece.at(-1)?.id ?? from;
    yield linesOf(piece, await db.all(blocks(id, from, last)));
    from = last;
  }
  const digest = createHash('sha256').update(first).digest('hex');
  const said = [head.entries, head.sequence, head.root, digest] as const;
  const signature = signing.key.sign(['kith audit end 1', id, ...said].join('\n')).toString('base64');
  const [count, sequence, link] = said;
  yield `${JSON.stringify({ type: 'end', entries: count, blocks: sequence, link, head: digest, signature })}\n`;
}

/** Each block stands behind its last entry. */
function linesOf(piece: readonly Entry[], signed: readonly Block[]): string {
  const byLast = new Map(signed.map((block) => [block.last, block]));
  const lines = piece.flatMap(({ id: position, frame, salt, content, commitment, link }) => {
    const block = byLast.get(position);
    const entry = { type: 'entry', position, frame, salt, content, commitment, link };
    return [entry, ...(block ? [blockLine(block)] : [])].map((line) => `${JSON.stringify(line)}\n`);
  });
  return lines.join('');
}

function blockLine({ sequence, first, last, at, link, signature }: Block) {
  return { type: 'block', sequence, first, last, at, link, signature };
}
