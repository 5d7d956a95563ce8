// Writes a zip archive (APPNOTE.TXT 6.3): file names in UTF-8, each file deflated, up to 4 GB together.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly content: Buffer;
}

/** Version 2.0, names in UTF-8, deflated, 1 January 1980. */
const SHARED = [20, 0x0800, 8, 0, 0x21] as const;

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
