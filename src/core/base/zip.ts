// Writes a zip archive (APPNOTE.TXT 6.3): file names in UTF-8, each file deflated, up to 4 GB together.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Version 2.0, names in UTF-8, deflated, 1 January 1980. */
const SHARED = [20, 0x0800, 8, 0, 0x21] as const;
/** The same, with sizes behind the content. */
const STREAMED = [20, 0x0808, 8, 0, 0x21] as const;

function shorts(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => {
    buffer.writeUInt16LE(value, at * 2);
  });
  return buffer;
}

function longs(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => {
    buffer.writeUInt32LE(value, at * 4);
  });
  return buffer;
}

export function zip(files: readonly ZipFile[]): Buffer {
  const written: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const packed = deflateRawSync(content);
    const path = Buffer.from(name, 'utf8');
    const about = Buffer.concat([
      shorts(...SHARED),
      longs(crc32(content), packed.length, content.length),
      shorts(path.length, 0),
    ]);
    const file = Buffer.concat([longs(0x04034b50), about, path, packed]);
    directory.push(longs(0x02014b50), shorts(20), about, shorts(0, 0, 0), longs(0, offset), path);
    written.push(file);
    offset += file.length;
  }
  const list = Buffer.concat(directory);
  const end = [longs(0x06054b50), shorts(0, 0, files.length, files.length), longs(list.length, offset), shorts(0)];
  return Buffer.concat([...written, list, ...end]);
}

export interface StreamedFile {
  readonly name: string;
  readonly content: AsyncGenerator<string>;
}

/** The same in constant memory, of files that are written one after the other. Throws for a file of 4 GB or more. */
export async function* zipStream(files: readonly StreamedFile[]): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const path = Buffer.from(name, 'utf8');
    const header = [longs(0x04034b50), shorts(...STREAMED), longs(0, 0, 0), shorts(path.length, 0), path];
    yield Buffer.concat(header);
    const sizes = { crc: 0, packed: 0, plain: 0 };
    for await (const piece of deflated(content, sizes)) yield piece;
    const { crc, packed, plain } = sizes;
    yield Buffer.concat([longs(0x08074b50), longs(crc, packed, plain)]);
    const about = [shorts(...STREAMED), longs(crc, packed, plain), shorts(path.length, 0)];
    directory.push(longs(0x02014b50), shorts(20), ...about, shorts(0, 0, 0), longs(0, offset), path);
    // 30 bytes before the name, 16 behind the content.
    offset += 30 + path.length + packed + 16;
  }
  const list = Buffer.concat(directory);
  yield list;
  yield Buffer.concat([
    ...[longs(0x06054b50), shorts(0, 0, files.length, files.length)],
    ...[longs(list.length, offset), shorts(0)],
  ]);
}

interface Sizes {
  crc: number;
  packed: number;
  plain: number;
}

async function* deflated(content: AsyncGenerator<string>, sizes: Sizes): AsyncGenerator<Buffer> {
  async function* counted() {
    for await (const text of content) {
      const bytes = Buffer.from(text, 'utf8');
      sizes.crc = crc32(bytes, sizes.crc);
      sizes.plain += bytes.length;
      if (sizes.plain > 0xffff_ffff) throw new Error('A file of a zip archive has less than 4 GB');
      yield bytes;
    }
  }
  const deflate = createDeflateRaw();
  // What goes wrong ends the reading of `deflate`, too.
  const done = pipeline(Readable.from(counted(), { highWaterMark: 1 }), deflate).catch(() => undefined);
  try {
    for await (const piece of deflate as AsyncIterable<Buffer>) {
      sizes.packed += piece.length;
      yield piece;
    }
  } finally {
    await done;
    // Whoever stops reading waits until the content has ended, too.
    await content.return(undefined);
  }
}
