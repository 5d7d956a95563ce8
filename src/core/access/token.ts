import { errors, jwtVerify, SignJWT } from 'jose';
import type { Db } from '../../db/connect.ts';
import { Failure } from '../base/failure.ts';
import { randomSecret } from './secret.ts';
import { type Credentials, findCredentialsById } from './users.ts';

export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
  /** Seconds. */
  readonly expiresIn: number;
}

/** What signs tokens: a key and a life time in seconds, both from the installation. */
export interface TokenSigner {
  readonly key: Uint8Array;
  readonly lifetime: number;
  readonly verified: VerifiedTokens;
}

interface Claims {
  readonly userId: number;
  readonly organizationId: number;
  readonly generation: unknown;
  /** Seconds. */
  readonly expiry: number;
}

/** With more tokens than this, the one that was verified first is forgotten. */
const LIMIT = 10_000;

/**
 * What tokens with a good signature say, so that each is verified once: a signature stays good. Whether a token has expired
 * or was revoked is asked anew each time.
 */
export class VerifiedTokens {
  readonly #claims = new Map<string, Claims>();

  find(token: string): Claims | undefined {
    return this.#claims.get(token);
  }

  keep(token: string, claims: Claims): void {
    this.#claims.set(token, claims);
    const [oldest] = this.#claims.keys();
    if (this.#claims.size > LIMIT && oldest !== undefined) this.#claims.delete(oldest);
  }
}

/** A bearer token for a user: HS256 with a string `sub` (docs/contracts/oho.md §1.2). */
export async function issueToken(signer: TokenSigner, owner: Credentials, now: Date): Promise<IssuedToken> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expiry = issuedAt + signer.lifetime;
  const token = await new SignJWT({ org: owner.organization.id, email: owner.user.email, gen: generationOf(owner) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(String(owner.user.id))
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiry)
    .setJti(randomSecret(12))
    .sign(signer.key);
  return { token, expiresAt: new Date(expiry * 1000), expiresIn: signer.lifetime };
}

/** The user a token stands for. Throws `unauthenticated` when it is invalid, expired or revoked. */
export async function verifyToken(
  db: Db,
  signer: TokenSigner,
  input: { token: string; now: Date },
): Promise<Credentials> {
  const claims = await readClaims(signer, input);
  const owner = await findCredentialsById(db, claims.organizationId, claims.userId);
  if (!owner || claims.generation !== generationOf(owner)) {
    throw new Failure('unauthenticated', 'token_revoked');
  }
  return owner;
}

/**
 * Moves whenever the user's tokens are voided. Issue times would not do: they have whole seconds, and a token of the second
 * in which the password changed would live on.
 */
function generationOf(owner: Credentials): number {
  return Date.parse(owner.tokensValidFrom);
}

async function readClaims(signer: TokenSigner, { token, now }: { token: string; now: Date }): Promise<Claims> {
  const known = signer.verified.find(token);
  if (known && known.expiry > Math.floor(now.getTime() / 1000)) return known;
  try {
    const { payload } = await jwtVerify(token, signer.key, { algorithms: ['HS256'], currentDate: now });
    const { sub, org, gen: generation, exp: expiry = 0 } = payload;
    const claims = { userId: Number(sub), organizationId: Number(org), generation, expiry };
    if (Number.isSafeInteger(claims.userId) && Number.isSafeInteger(claims.organizationId)) {
      signer.verified.keep(token, claims);
      return claims;
    }
  } catch (error) {
    if (!(error instanceof errors.JOSEError) && !(error instanceof TypeError)) throw error;
  }
  throw new Failure('unauthenticated', 'token_invalid');
}
