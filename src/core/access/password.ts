import { argon2, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

/** The longest password accepted: hashing must not become a way to keep the server busy. */
export const PASSWORD_LIMIT = 1024;

/**
 * Keyboards compose letters or do not (a Mac's does not): passwords are hashed composed, and one from before may have been
 * hashed as it came from either. ASCII, which most passwords are, has one form.
 */
function formsOf(password: string): string[] {
  return [...new Set([password, password.normalize('NFC'), password.normalize('NFD')])];
}

/** Hashes a password with argon2id into a PHC string. Takes tens of milliseconds: never inside a transaction. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password.normalize('NFC'), salt, COST);
  const encode = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${encode(salt)}$${encode(tag)}`;
}

/** True when the password is the one hashed. Without a hash it works as long and answers false. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const match = hash?.match(/^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/);
  if (!match || password.length > PASSWORD_LIMIT) {
    // The same work for an unknown name: the time must not tell which names exist.
    const forms = password.length > PASSWORD_LIMIT ? [''] : formsOf(password);
    for (const _ of forms) await derive('', Buffer.alloc(16), COST);
    return false;
  }
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  const expected = Buffer.from(tag, 'base64');
  const cost = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  };
  for (const form of formsOf(password)) {
    if (timingSafeEqual(await derive(form, Buffer.from(salt, 'base64'), cost), expected)) return true;
  }
  return false;
}

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly tagLength: number;
}

function derive(password: string, nonce: Buffer, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: password, nonce, ...cost }, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
}

const REMEMBERED_FOR = 60_000;
const REMEMBERED_AT_MOST = 10_000;

/**
 * Remembers for a minute that a password was right, so that a client that sends it with every call pays for one hash.
 * Holds only digests under a key that lives as long as the process, bound to the stored hash: a changed password is
 * forgotten at once. Wrong passwords are never remembered and stay slow.
 */
export class VerifiedPasswords {
  readonly #key = randomBytes(32);
  readonly #until = new Map<string, number>();
  readonly #running = new Map<string, Promise<boolean>>();

  /**
   * Like `verifyPassword`; quick when the same pair was right a moment ago, from the same address: who guesses from elsewhere
   * is counted. Calls with the same pair at the same time are one `attempt`, so that a client that starts with many calls at
   * once is not taken for one that guesses.
   */
  async verify(
    { password, hash, address }: { password: string; hash: string | undefined; address: string },
    attempt: () => Promise<boolean>,
  ): Promise<boolean> {
    if (hash === undefined) return attempt();
    const digest = createHmac('sha256', this.#key).update(`${hash}\0${address}\0${password}`).digest('base64');
    if ((this.#until.get(digest) ?? 0) > performance.now()) return true;
    return this.#running.get(digest) ?? this.#start(digest, attempt);
  }

  #start(digest: string, attempt: () => Promise<boolean>): Promise<boolean> {
    const running = attempt()
      .then((right) => {
        if (right) this.#remember(digest);
        return right;
      })
      .finally(() => this.#running.delete(digest));
    this.#running.set(digest, running);
    return running;
  }

  #remember(digest: string): void {
    if (this.#until.size >= REMEMBERED_AT_MOST) this.#until.clear();
    this.#until.set(digest, performance.now() + REMEMBERED_FOR);
  }
}
