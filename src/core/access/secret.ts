import { createHash, createHmac, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

/** Everything this installation signs with is derived from one secret, a key for each purpose. */
export class Secret {
  readonly #root: Buffer;

  constructor(root: string) {
    this.#root = Buffer.from(root, 'utf8');
  }

  /** A 256-bit key for one purpose; another purpose's key says nothing about it. */
  keyFor(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#root, 'kith', purpose, 32));
  }

  /** Tells two secrets apart without revealing either. */
  fingerprint(): string {
    return createHmac('sha256', this.keyFor('fingerprint')).update('kith installation').digest('hex');
  }
}

/** A secret that cannot be guessed, safe in URLs and headers. */
export function randomSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** A secret that names its organization, so that it can be looked up there and nowhere else. */
export function boundToken(organizationId: number): string {
  return `${organizationId}-${randomSecret()}`;
}

/** The organization that a bound token names; 0 for any other text. */
export function organizationOfToken(token: string): number {
  return Number(token.match(/^(\d{1,15})-/)?.[1] ?? 0);
}

/** The same with 122 random bits, in the form that contracts expect of an address. */
export function randomUuid(): string {
  return randomUUID();
}

/** How a random secret (a key, a token) is stored: it is long and random, so a plain digest is enough. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares two texts in a time that does not depend on where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
