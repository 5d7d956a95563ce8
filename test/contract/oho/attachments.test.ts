// Attachments of information requests are what their first bytes say, whatever they are called.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKith, type TestKith } from '../../support/kith.ts';
import { type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { sql } from '../../support/sql.ts';

let kith: TestKith;
let oho: OhoClient;
beforeAll(async () => {
  kith = await startKith();
  oho = ohoClient(kith.url, kith.basic);
  await oho.post('/api/screening_packages', { code: 'one', name: 'One', items: [{ type: 'nswwwc' }] });
});
afterAll(() => kith.stop());

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

test.each([
  ['page.html', '%PDF-1.4\n<script>alert(1)</script>', 'page.html.pdf', 'application/pdf'],
  ['scan.PDF', '%PDF-1.4\n%%EOF', 'scan.PDF', 'application/pdf'],
  ['scan', '%PDF-1.4\n%%EOF', 'scan.pdf', 'application/pdf'],
  ['card.pdf.exe', '\xff\xd8\xff\xe0', 'card.pdf.exe.jpg', 'image/jpeg'],
  ['card.jpeg', '\xff\xd8\xff\xe0', 'card.jpeg', 'image/jpeg'],
  ['card.svg', PNG.toString('latin1'), 'card.svg.png', 'image/png'],
])('%s is kept and given out by what it is', async (name, content, kept, type) => {
  const constituent = { first_name: 'Noor', last_name: 'Haddad', email: 'noor@clinic.example' };
  const { id } = (await oho.post('/api/icrs', { screening_package_code: 'one', constituent, send: false })).body;
  const data = new FormData();
  data.set('file', new Blob([Buffer.from(content, 'latin1')], { type: 'text/html' }), name);
  const { body } = await oho.send('POST', `/api/icrs/${id}/attachments`, { body: data });
  expect(body).toMatchObject({ file_name: kept, content_type: type });
  await kith.app.db.all(sql('update attachments set file_name = $2 where id = $1', [body.id, name]));
  const { headers } = await fetch(`${kith.url}/api/icrs/${id}/attachments/${body.id}`, { headers: kith.basic });
  expect(headers.get('content-type')).toBe(type);
  expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${kept}`);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain('sandbox');
});
