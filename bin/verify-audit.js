#!/usr/bin/env node
// Verifies an export of the audit trail (GET /v1/audit/export, or "kith audit export") with the public key of the installation
// and nothing else: this file needs no other, no package, and any Node from 18 on. docs/audit.md says how the trail is made.
//
//   node verify-audit.js export.jsonl --key <public key> [--head <file with an earlier answer of GET /v1/audit/head>]
//
// Names every entry that was changed, is missing, was added or stands in another place. Exit code 0: nothing of the kind.
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { createReadStream, readFileSync, realpathSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const bytes = (hex) => Buffer.from(hex, 'hex');

/** The key from its 32 bytes in base64. */
function publicKeyOf(text) {
  const key = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(text, 'base64').toString('base64url') };
  return createPublicKey({ key, format: 'jwk' });
}

const FIELDS = {
  head: ['type', 'format', 'organization', 'public_key', 'at'],
  entry: ['type', 'position', 'frame', 'salt', 'content', 'commitment', 'link'],
  block: ['type', 'sequence', 'first', 'last', 'at', 'link', 'signature'],
  end: ['type', 'entries', 'blocks', 'link', 'head', 'signature'],
};

const isHex = (value) => value === undefined || value === null || /^(?:[0-9a-f]{2})*$/.test(value);
const isBase64 = (value) => value === undefined || Buffer.from(value, 'base64').toString('base64') === value;

/** Capital letters would be the same bytes, and so would some endings in base64. */
const isExact = ({ salt, commitment, link, head, signature, public_key }) =>
  [salt, commitment, link, head].every(isHex) && [signature, public_key].every(isBase64);

/** A line as it was written; undefined for anything else, also for one that only means the same. */
function parsed(line) {
  try {
    const value = JSON.parse(line);
    const fields = FIELDS[value.type];
    const isWritten = fields && Object.keys(value).join() === fields.join() && JSON.stringify(value) === line;
    return isWritten && isExact(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

class Verification {
  faults = [];
  entries = 0;
  erased = new Map();
  named = new Set();
  // What the next line has to follow on.
  position = 0;
  links = [sha256('')];
  sequence = 0;
  blockEnd = 0;
  isEnded = false;

  constructor({ key, held }) {
    this.publicKeyText = key;
    this.publicKey = publicKeyOf(key);
    this.held = held;
  }

  fault(what, why) {
    this.faults.push(`${what}: ${why}`);
  }

  line(text, number) {
    const value = parsed(text);
    if (this.isEnded) return this.fault(`line ${number}`, 'was added after the end');
    if (!value) return this.unreadable(number);
    if ((number === 1) !== (value.type === 'head'))
      return this.fault(`line ${number}`, 'stands where it does not belong');
    return this[value.type](value, text);
  }

  unreadable(number) {
    this.fault(`line ${number} (after entry ${this.position})`, 'was changed, and cannot be read');
    // What follows is measured by what it says itself.
    this.links = undefined;
  }

  head(value, text) {
    this.header = { ...value, digest: sha256(text) };
    if (value.format !== 1) this.fault('line 1', 'has a format that this program does not know');
    if (value.public_key !== this.publicKeyText) this.fault('line 1', 'names another public key');
  }

  entry({ position: written, frame, salt, content, commitment, link }) {
    const described = object(frame);
    // An entry says twice where it stands. One of the two that is right is enough to go on from.
    const next = this.position + 1;
    const position = described.position === next ? next : written;
    const name = `entry ${position}`;
    if (frame !== null && described.position !== written) this.fault(name, 'was changed: it says two positions');
    if (position <= this.position) {
      this.fault(name, `stands behind entry ${this.position}: it was added, or moved`);
      return;
    }
    const missing = position - this.position - 1;
    if (missing === 1) this.fault(`entry ${position - 1}`, 'is missing');
    if (missing > 1) this.fault(`entries ${this.position + 1} to ${position - 1}`, 'are missing');
    this.position = position;
    this.entries += 1;
    if (frame === null) {
      this.fault(name, 'was deleted from the database');
      this.links = [link];
      return;
    }
    this.contentOf(name, { described, salt, content, commitment });
    this.follow(name, { frame, commitment, link }, missing > 0);
  }

  contentOf(name, { described, salt, content, commitment }) {
    if ((salt === null) !== (content === null)) this.fault(name, 'was changed: its content or its salt is missing');
    else if (salt === null) this.erased.set(described.id, name);
    else if (sha256(bytes(salt), content) !== commitment) this.fault(name, 'its content was changed');
    else if (/\.erased$/.test(described.kind))
      for (const id of object(content).after?.changes ?? []) this.named.add(id);
  }

  follow(name, { frame, commitment, link }, isBehindGap) {
    const before = isBehindGap ? undefined : this.links;
    const possible = (before ?? []).map((previous) => sha256(bytes(previous), frame, bytes(commitment)));
    if (before && !possible.includes(link)) this.fault(name, 'was changed, or does not follow the entry before it');
    // Where the two differ, the next entry follows the one that was not changed.
    this.links = possible.includes(link) ? [link] : [link, ...possible.slice(0, 1)];
  }

  block({ sequence, first, last, at, link, signature }) {
    // A block says twice where it stands, as an entry does.
    const place = first === this.blockEnd + 1 ? this.sequence + 1 : sequence;
    const name = `block ${place} (entries ${first} to ${last})`;
    if (sequence !== this.sequence + 1)
      this.fault(name, `follows block ${this.sequence}: a block is missing, was added or moved`);
    if (first !== this.blockEnd + 1 || last !== this.position)
      this.fault(name, `entries ${this.blockEnd + 1} to ${this.position} stand before it`);
    if (this.links && link !== this.links[0]) this.fault(name, 'its entries are not those that were signed');
    const text = ['kith audit block 1', this.header?.organization, sequence, first, last, at, link].join('\n');
    if (!this.isSigned(text, signature)) this.fault(name, 'its signature is not that of the key');
    if (this.held?.sequence === sequence && this.held.root !== link)
      this.fault(name, 'is another one than the head that you hold');
    this.sequence = place;
    this.blockEnd = last;
  }

  end({ entries, blocks, link, head, signature }) {
    this.isEnded = true;
    const text = ['kith audit end 1', this.header?.organization, entries, blocks, link, head].join('\n');
    if (!this.isSigned(text, signature)) this.fault('the end', 'its signature is not that of the key');
    if (head !== this.header?.digest) this.fault('line 1', 'was changed');
    if (entries !== this.position)
      this.fault('the end', `${entries} entries were exported, and ${this.position} are here`);
    if (blocks !== this.sequence)
      this.fault('the end', `${blocks} blocks were exported, and ${this.sequence} are here`);
    if (this.blockEnd !== this.position)
      this.fault('the end', `entries ${this.blockEnd + 1} to ${this.position} are in no block`);
  }

  isSigned(text, signature) {
    return verifySignature(null, Buffer.from(text), this.publicKey, Buffer.from(signature, 'base64'));
  }

  finish() {
    if (!this.isEnded) this.fault('the end', `is missing: nothing is known of what came after entry ${this.position}`);
    for (const [id, name] of this.erased)
      if (!this.named.has(id)) this.fault(name, 'its content is gone, and no erasure names it');
    if (this.held && this.held.sequence > this.sequence)
      this.fault(`block ${this.held.sequence}`, 'is missing: you hold its head');
    return { entries: this.entries, blocks: this.sequence, erased: this.erased.size, faults: this.faults };
  }
}

function object(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Verifies lines: `{ entries, blocks, erased, faults }`, without faults if nothing was done to them. */
export async function verify(lines, { key, held }) {
  const verification = new Verification({ key, held });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    verification.line(line, number);
  }
  return verification.finish();
}

async function main(given) {
  const options = {};
  const files = [];
  for (let at = 0; at < given.length; at += 1) {
    if (given[at].startsWith('--')) options[given[at].slice(2)] = given[++at];
    else files.push(given[at]);
  }
  if (files.length !== 1 || !options.key) {
    console.error(
      'usage: node verify-audit.js <export.jsonl, or - for the standard input> --key <public key> [--head <file>]',
    );
    return 2;
  }
  const input = files[0] === '-' ? process.stdin : createReadStream(files[0]);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const held = options.head && JSON.parse(readFileSync(options.head, 'utf8'));
  const { entries, blocks, erased, faults } = await verify(lines, { key: options.key, held });
  for (const fault of faults) console.log(fault);
  const found = `${entries} entries in ${blocks} signed blocks, the content of ${erased} erased`;
  console.log(faults.length === 0 ? `Nothing was changed: ${found}.` : `${faults.length} faults: ${found}.`);
  return faults.length === 0 ? 0 : 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
