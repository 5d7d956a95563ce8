// The file of a backup: a header, then frames, each compressed, and encrypted where a passphrase was given. A byte that was
// damaged, a frame that is missing, was moved or added, and an end that was cut off are all noticed.
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

const MAGIC = 'kith backup 1\n';
/** Bytes of the longest frame: a file that says more is none of ours. */
const LONGEST = 64 * 1024 * 1024;
const NONCE = 12;
const TAG = 16;
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;

/** What a frame is: the manifest, the head of a table, its rows, its end, the end of the backup. */
export type FrameKind = 'M' | 'T' | 'D' | 'E' | 'Z';

export interface Frame {
  readonly kind: FrameKind;
  readonly content: Buffer;
}

/** A backup that cannot be read; the message says why. */
export class BackupError extends Error {}

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Each frame has its number as the nonce: none can be left out, moved or repeated. */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(NONCE);
  nonce.writeBigUInt64BE(BigInt(number), NONCE - 8);
  return nonce;
}

export class FrameWriter {
  private number = 0;
  private readonly hash = createHash('sha256');
  private readonly write: (bytes: Buffer) => Promise<void>;
  private readonly key: Buffer | undefined;

  private constructor(write: (bytes: Buffer) => Promise<void>, key: Buffer | undefined) {
    this.write = write;
    this.key = key;
  }

  static async begin(write: (bytes: Buffer) => Promise<void>, passphrase?: string): Promise<FrameWriter> {
    const salt = passphrase === undefined ? undefined : randomBytes(16);
    const key = passphrase !== undefined && salt ? await keyOf(passphrase, salt) : undefined;
    const writer = new FrameWriter(write, key);
    await writer.bytes(Buffer.from(`${MAGIC}${JSON.stringify({ salt: salt?.toString('base64') ?? null })}\n`));
    return writer;
  }

  async frame(kind: FrameKind, content: Buffer | object): Promise<void> {
    const text = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const plain = Buffer.concat([Buffer.from(kind), await compress(text)]);
    const body = this.key ? this.encrypted(plain, this.key) : plain;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    await this.bytes(Buffer.concat([length, body]));
    this.number += 1;
  }

  /** The last frame says what all before it hash to. */
  async end(): Promise<void> {
    await this.frame('Z', { sha256: this.hash.copy().digest('hex'), frames: this.number });
  }

  private encrypted(plain: Buffer, key: Buffer): Buffer {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(this.number));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  private async bytes(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    await this.write(bytes);
  }
}

/** The frames of a backup, the last of which has been checked. Throws `BackupError`. */
export async function* readFrames(bytes: AsyncIterable<Uint8Array>, passphrase?: string): AsyncGenerator<Frame> {
  const source = new ByteSource(bytes);
  const hash = createHash('sha256');
  const line = await source.line();
  if (line !== MAGIC) throw new BackupError('This is no backup of Kith.');
  const header = await source.line();
  hash.update(MAGIC + header);
  const key = await keyFor(header, passphrase);
  for (let number = 0; ; number += 1) {
    const before = hash.copy().digest('hex');
    const length = await source.take(4);
    const size = length.readUInt32BE();
    if (size < 1 || size > LONGEST) throw new BackupError(`Frame ${number} is damaged.`);
    const body = await source.take(size);
    hash.update(length).update(body);
    const frame = await opened(body, { number, key });
    if (frame.kind === 'Z') {
      const { sha256, frames } = JSON.parse(frame.content.toString()) as { sha256: string; frames: number };
      if (sha256 !== before || frames !== number)
        throw new BackupError('The backup is damaged: its hash is another one.');
      if (await source.hasMore()) throw new BackupError('The backup is damaged: there is more after its end.');
      return;
    }
    yield frame;
  }
}

async function keyFor(header: string, passphrase: string | undefined): Promise<Buffer | undefined> {
  const { salt } = readJson<{ salt: string | null }>(header);
  if (salt === null) return undefined;
  if (passphrase === undefined) throw new BackupError('The backup is encrypted: give the file with its passphrase.');
  return keyOf(passphrase, Buffer.from(salt, 'base64'));
}

function readJson<Value>(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new BackupError('The backup is damaged: its header cannot be read.');
  }
}

async function opened(body: Buffer, { number, key }: { number: number; key: Buffer | undefined }): Promise<Frame> {
  try {
    const plain = key ? decrypted(body, { number, key }) : body;
    const kind = plain.subarray(0, 1).toString() as FrameKind;
    return { kind, content: await decompress(plain.subarray(1)) };
  } catch {
    const why = key ? 'is damaged, or the passphrase is another one' : 'is damaged';
    throw new BackupError(`Frame ${number} ${why}.`);
  }
}

function decrypted(body: Buffer, { number, key }: { number: number; key: Buffer }): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number));
  decipher.setAuthTag(body.subarray(body.length - TAG));
  return Buffer.concat([decipher.update(body.subarray(0, body.length - TAG)), decipher.final()]);
}

/** Takes bytes as they are wanted from pieces as they come. */
class ByteSource {
  private readonly pieces: AsyncIterator<Uint8Array>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.pieces = bytes[Symbol.asyncIterator]();
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.pieces.next();
    if (done) return false;
    this.rest = Buffer.concat([this.rest, value]);
    return true;
  }

  async take(count: number): Promise<Buffer> {
    while (this.rest.length < count) if (!(await this.more())) throw new BackupError('The backup is cut off.');
    const taken = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    return taken;
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.rest.indexOf('\n');
      if (end >= 0) return (await this.take(end + 1)).toString();
      if (this.rest.length > 10_000 || !(await this.more())) throw new BackupError('This is no backup of Kith.');
    }
  }

  async hasMore(): Promise<boolean> {
    return this.rest.length > 0 || (await this.more());
  }
}
