import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD, startKith, type TestKith } from '../../support/kith.ts';
import { basic, type OhoClient, ohoClient } from '../../support/oho-client.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { addUser, mailsInOutbox } from '../../support/records.ts';
import { runJob } from '../../support/schedule.ts';

let kith: TestKith;
let oho: OhoClient;
let receiver: Receiver;
/** Milliseconds that the server's clock is ahead. */
let ahead = 0;
beforeAll(async () => {
  receiver = await startReceiver();
  kith = await startKith({
    sandbox: true,
    clock: { now: () => new Date(Date.now() + ahead) },
    config: { webhookAllowPrivate: true },
  });
  oho = ohoClient(kith.url, kith.basic);
  await oho.post('/api/webhooks', { url: receiver.url });
  await oho.post('/api/screening_packages', {
    code: 'care-std',
    name: 'Care standard',
    items: [
      { group: 'right_to_work', any_of: ['visa_document', 'birth_certificate', 'passport_au'] },
      { type: 'nswwwc' },
    ],
  });
});
afterAll(async () => {
  await kith.stop();
  await receiver.stop();
});

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(100)]);
let serial = 0;
const person = () => {
  serial += 1;
  return { first_name: 'Noor', last_name: 'Haddad', email: `noor${serial}@clinic.example` };
};
const ask = async (more: object = {}) =>
  (await oho.post('/api/icrs', { screening_package_code: 'care-std', constituent: person(), ...more })).body;
const shown = async (id: number) => (await oho.get(`/api/icrs/${id}`)).body;
const act = (id: number, body: object) => oho.post(`/api/icrs/${id}/actions`, body);
const everything = async () => {
  await runJob(kith, 'run_due_scans');
  await runJob(kith, 'watch_requests');
  await runJob(kith, 'deliver_due_webhooks');
};
const eventsAbout = (id: number) =>
  receiver.received
    .map(({ body }) => JSON.parse(body))
    .filter(({ icr }) => icr?.id === id)
    .map(({ event }) => event);
const mailsTo = (email: string) => mailsInOutbox(kith, email);
const form = (fields: Record<string, string>, files: Record<string, Buffer> = {}) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  for (const [name, content] of Object.entries(files))
    data.set(name, new Blob([new Uint8Array(content)]), `${name}.png`);
  return data;
};
const visitor = () => ohoClient('', {});

describe('screening packages', () => {
  test('are created, listed, shown and changed', async () => {
    const created = await oho.post('/api/screening_packages', {
      code: 'teachers',
      name: 'Teachers',
      items: [{ type: 'vit' }],
    });
    expect(created.status).toBe(201);
    expect((await oho.get('/api/screening_packages')).body.map(({ code }: { code: string }) => code)).toEqual([
      'care-std',
      'teachers',
    ]);
    expect((await oho.patch('/api/screening_packages/teachers', { active: false })).body).toMatchObject({
      active: false,
      name: 'Teachers',
    });
    expect((await oho.get('/api/screening_packages/teachers')).body.items).toEqual([{ type: 'vit' }]);
    expect(
      (await oho.post('/api/screening_packages', { code: 'teachers', name: 'Again', items: [{ type: 'vit' }] })).status,
    ).toBe(409);
    expect((await oho.get('/api/screening_packages/none')).status).toBe(404);
  });

  test.each([
    { code: 'Bad Code', name: 'x', items: [{ type: 'vit' }] },
    { code: 'x', name: 'x', items: [] },
    { code: 'x', name: 'x', items: [{ type: 'nope' }] },
    { code: 'x', name: 'x', items: [{ group: 'g', any_of: [] }] },
    { code: 'x', name: 'x', items: 'vit' },
    { code: 'x', items: [{ type: 'vit' }] },
  ])('%j is refused', async (body) => {
    expect((await oho.post('/api/screening_packages', body)).status).toBe(400);
  });
});

describe('POST /api/icrs', () => {
  test('asks an applicant, by mail, with a snapshot of the package', async () => {
    const who = person();
    const { status, body } = await oho.post('/api/icrs', {
      screening_package_code: 'care-std',
      constituent: who,
      message: 'Welcome!',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'sent',
      screening_package_code: 'care-std',
      items: [
        { group: 'right_to_work', any_of: ['visa_document', 'birth_certificate', 'passport_au'], satisfied_by: null },
        { type: 'nswwwc', satisfied_by: null },
      ],
      reminders_sent: 0,
      completed_at: null,
    });
    expect(body.url).toMatch(new RegExp(`^${kith.url}/c/${kith.organization.id}-[\\w-]{40,}$`));
    const days = (Date.parse(body.expires_at) - Date.parse(body.created_at)) / 86_400_000;
    expect(days).toBe(14);
    expect((await oho.get(`/api/constituents/${body.constituent_id}`)).body).toMatchObject({ ...who, active: false });
    const [mail] = await mailsTo(who.email);
    // The link is put in when the mail leaves.
    expect(mail?.text).toContain('\n[link]\n');
    expect(mail?.text).toContain('Welcome!');

    await oho.patch('/api/screening_packages/care-std', { items: [{ type: 'vit' }] });
    expect((await shown(body.id)).items).toHaveLength(2);
    await oho.patch('/api/screening_packages/care-std', {
      items: [
        { group: 'right_to_work', any_of: ['visa_document', 'birth_certificate', 'passport_au'] },
        { type: 'nswwwc' },
      ],
    });
  });

  test('of somebody known, as a draft, under its long name too', async () => {
    const { id } = (await oho.post('/api/constituents', person())).body;
    const body = { screening_package_code: 'care-std', constituent: { id }, send: false, expiry_days: 3 };
    const created = await oho.post('/api/information_capture_requests', body);
    expect(created.body).toMatchObject({ status: 'draft', constituent_id: id });
    expect((await oho.get(`/api/information_capture_requests/${created.body.id}`)).body).toEqual(created.body);
    expect((await oho.get(`/api/icrs?constituent_id=${id}`)).body).toEqual([created.body]);
    expect((await oho.get('/api/icrs?status=draft')).body).toEqual([created.body]);
    expect((await act(created.body.id, { action: 'resend' })).body.status).toBe('sent');
  });

  test.each([
    [{}, 400],
    [{ screening_package_code: 'care-std' }, 400],
    [{ screening_package_code: 'none', constituent: { email: 'a@b.example', first_name: 'A', last_name: 'B' } }, 404],
    [{ screening_package_code: 'care-std', constituent: { id: 99_999 } }, 404],
    [{ screening_package_code: 'care-std', constituent: { email: 'a@b.example' } }, 400],
    [{ screening_package_code: 'care-std', constituent: { id: 1 }, expiry_days: 0 }, 400],
    [{ screening_package_code: 5, constituent: 5 }, 400],
  ])('%j is refused with %i', async (body, status) => {
    expect((await oho.post('/api/icrs', body)).status).toBe(status);
  });

  test('in bulk, each on its own', async () => {
    const good = () => ({ screening_package_code: 'care-std', constituent: person() });
    const { body } = await oho.post('/api/icrs/bulk', {
      requests: [good(), { screening_package_code: 'none', constituent: person() }, 5, good()],
    });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 404, 400, 201]);
    expect((await oho.post('/api/icrs/bulk', { requests: Array.from({ length: 51 }, good) })).status).toBe(400);
  });

  test('is for those who may write people, of their own organization', async () => {
    const { id } = await ask();
    // With the link they could answer as the person.
    for (const role of ['user_manager', 'npc_decision_manager', 'data_viewer'] as const) {
      await addUser(kith, { email: `${role}@riverbend.example`, role });
      const reader = ohoClient(kith.url, basic(`${role}@riverbend.example`, ADMIN_PASSWORD));
      const seen = [(await reader.get(`/api/icrs/${id}`)).body, ...(await reader.get('/api/icrs')).body];
      expect(seen.map((icr) => 'url' in icr)).not.toContain(true);
      expect(seen[0]).toMatchObject({ id, status: 'sent' });
    }
    const viewer = ohoClient(kith.url, basic('data_viewer@riverbend.example', ADMIN_PASSWORD));
    expect((await viewer.post('/api/icrs', { screening_package_code: 'care-std', constituent: person() })).status).toBe(
      403,
    );
    const other = ohoClient(kith.url, (await kith.addTenant('hillside')).basic);
    for (const answer of [
      await other.get(`/api/icrs/${id}`),
      await other.post(`/api/icrs/${id}/actions`, { action: 'cancel' }),
      await other.get(`/api/icrs/${id}/attachments`),
      await other.get('/api/screening_packages/care-std'),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect((await other.get('/api/icrs')).body).toEqual([]);
  });
});

describe('actions', () => {
  test('resend makes a new link and ends the old one', async () => {
    const before = await ask();
    ahead += 5 * 86_400_000;
    const after = (await act(before.id, { action: 'resend' })).body;
    expect(after.url).not.toBe(before.url);
    expect(after.expires_at > before.expires_at).toBe(true);
    expect((await visitor().get(before.url)).status).toBe(404);
    expect((await visitor().get(after.url)).status).toBe(200);
  });

  test('remind counts and sends the same link', async () => {
    const who = person();
    const { id, url } = await ask({ constituent: who });
    expect((await act(id, { action: 'remind' })).body).toMatchObject({ reminders_sent: 1, url });
    const mails = await mailsTo(who.email);
    expect(mails.map(({ subject }) => subject.startsWith('Reminder'))).toEqual([false, true]);
    expect(JSON.stringify(mails)).not.toContain(url.split('/c/')[1]);
  });

  test('update changes message and expiry only', async () => {
    const { id, url } = await ask();
    const { body } = await oho.post(`/api/icrs/${id}/actions/update`, {
      message: 'Please hurry',
      expiry_days: 30,
      items: [],
    });
    expect(body).toMatchObject({ message: 'Please hurry', url });
    expect(body.items).toHaveLength(2);
    expect((await oho.post(`/api/icrs/${id}/remind`)).body.reminders_sent).toBe(1);
    expect((await oho.post(`/api/icrs/${id}/explode`)).status).toBe(404);
  });

  test('cancel ends the link', async () => {
    const { id, url } = await ask();
    expect((await act(id, { action: 'cancel' })).body.status).toBe('cancelled');
    expect((await visitor().get(url)).status).toBe(410);
    expect((await act(id, { action: 'remind' })).body.error.code).toBe('invalid_state');
    await everything();
    expect(eventsAbout(id)).toEqual(['icr.sent', 'icr.cancelled']);
  });

  test('unknown ones are refused', async () => {
    const { id } = await ask();
    expect((await act(id, { action: 'explode' })).status).toBe(400);
    expect((await act(id, {})).body.error.details).toEqual({ required: ['action'] });
    expect((await act(99_999, { action: 'cancel' })).status).toBe(404);
    expect((await act(id, { action: 'onboard_constituent' })).status).toBe(409);
  });

  test('time expires a request that nobody answered', async () => {
    const { id, url } = await ask({ expiry_days: 2 });
    ahead += 2 * 86_400_000 + 1000;
    expect((await visitor().get(url)).status).toBe(410);
    await everything();
    expect((await shown(id)).status).toBe('expired');
    expect(eventsAbout(id)).toEqual(['icr.sent', 'icr.expired']);
  });
});

describe('the page', () => {
  test('is opened by a person, not by a program that checks links or fetches ahead', async () => {
    const { id, url } = await ask();
    const looks = [
      { method: 'HEAD' },
      { headers: { 'sec-purpose': 'prefetch;prerender' } },
      { headers: { purpose: 'prefetch' } },
      { headers: { purpose: 'preview' } },
    ];
    for (const look of looks) expect((await fetch(url, look)).status).toBe(200);
    expect((await shown(id)).status).toBe('sent');
    await fetch(url);
    expect((await shown(id)).status).toBe('opened');
  });

  test('takes the answers in, completes the request with their results, and the applicant is taken on', async () => {
    const { id, url, constituent_id } = await ask({ message: 'Bring <b>your</b> card' });
    const opened = await visitor().get(url);
    expect(opened.headers.get('content-type')).toMatch(/^text\/html/);
    expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
    expect(opened.text).toContain('Bring &lt;b&gt;your&lt;/b&gt; card');
    expect((await shown(id)).status).toBe('opened');

    const passport = { type_0: 'passport_au', identifier_0: 'PA1234567', birth_date: '1991-11-30' };
    const partly = await visitor().send('POST', url, { body: form(passport, { file_0: PNG }) });
    expect(partly.status).toBe(200);
    expect(partly.text).toContain('Already received');
    expect((await shown(id)).status).toBe('in_progress');

    const rest = await visitor().send('POST', url, {
      body: form({ identifier_1: 'WWC1234567E', birth_date: '1991-11-30' }),
    });
    expect(rest.text).toContain('Thank you');
    const submitted = await shown(id);
    expect(submitted.status).toBe('submitted');
    expect(submitted.items[0].satisfied_by).toMatchObject({
      type: 'passport_au',
      accreditation_id: expect.any(Number),
    });
    expect((await visitor().get(url)).status).toBe(410);

    await everything();
    expect(await shown(id)).toMatchObject({ status: 'completed', completed_at: expect.any(String) });
    expect(eventsAbout(id)).toEqual(['icr.sent', 'icr.viewed', 'icr.submitted', 'icr.completed']);
    expect(JSON.stringify(receiver.received)).not.toContain(url.split('/c/')[1]);
    const { accreditations, active, date_of_birth } = (await oho.get(`/api/constituents/${constituent_id}`)).body;
    expect([active, date_of_birth]).toEqual([false, '1991-11-30']);
    expect(accreditations.map(({ type }: { type: string }) => type)).toEqual(['passport_au', 'nswwwc']);

    const [attachment] = (await oho.get(`/api/icrs/${id}/attachments`)).body;
    expect(attachment).toMatchObject({ item_index: 0, content_type: 'image/png', size: PNG.length });
    expect((await act(id, { action: 'onboard_constituent' })).body.onboarded_at).toBeTypeOf('string');
    expect((await oho.get(`/api/constituents/${constituent_id}`)).body.active).toBe(true);
  });

  test('says what is missing, keeps what was typed, and takes nothing', async () => {
    const { id, url } = await ask();
    const answer = await visitor().send('POST', url, {
      body: form({ type_0: 'passport_au', identifier_0: '"><script>', expiry_date_0: 'soon', identifier_1: 'WWC1' }),
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('role="alert"');
    expect(answer.text).toContain('href="#expiry_date_0"');
    expect(answer.text).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(answer.text).not.toContain('<script>');
    const again = await visitor().send('POST', url, {
      body: form({ type_0: 'passport_au', identifier_0: 'P1', identifier_1: 'WWC1' }),
    });
    expect(again.text).toContain('href="#file_0"');
    const unchosen = await visitor().send('POST', url, { body: form({ identifier_0: 'P1' }, { file_0: PNG }) });
    expect(unchosen.text).toContain('href="#type_0_visa_document"');
    const { status, items } = await shown(id);
    expect([status, items.map((item: { satisfied_by: unknown }) => item.satisfied_by)]).toEqual(['sent', [null, null]]);
    expect((await oho.get(`/api/constituents/${(await shown(id)).constituent_id}`)).body.accreditations).toEqual([]);
  });

  test('is accessible: every field has a label, the page a language and a heading, and nothing needs a script', async () => {
    const { text } = await visitor().get((await ask()).url);
    expect(text).toMatch(/<html lang="en">/);
    expect(text).toMatch(/<meta name="viewport"/);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).not.toMatch(/<script|javascript:|onclick/);
    const ids = [...text.matchAll(/<input [^>]*id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(8);
    for (const id of ids) expect(text).toContain(`<label for="${id}">`);
    for (const [, described] of text.matchAll(/aria-describedby="([^"]+)"/g)) {
      for (const id of described!.split(' ')) expect(text).toContain(`id="${id}"`);
    }
    expect(text.match(/<fieldset>/g)?.length).toBe(text.match(/<legend>/g)?.length);
  });

  test('a link that never was is not found, whatever is sent to it', async () => {
    for (const path of ['/c/1-nothing', `/c/${kith.organization.id}-${'x'.repeat(43)}`, '/c/999999999999999-x']) {
      expect((await visitor().get(kith.url + path)).status).toBe(404);
      expect((await visitor().send('POST', kith.url + path, { body: form({ a: 'b' }) })).status).toBe(404);
    }
  });

  test('another type than asked for, a wrong file, a huge one, and no form at all are refused', async () => {
    const { url } = await ask();
    const post = async (body: FormData | string, headers = {}) =>
      (await visitor().send('POST', url, { body, headers })).status;
    expect(await post(form({ type_0: 'police', identifier_0: 'x' }, { file_0: PNG }))).toBe(400);
    expect(
      await post(form({ type_0: 'passport_au', identifier_0: 'x' }, { file_0: Buffer.from('MZ executable') })),
    ).toBe(400);
    expect(await post(form({ type_0: 'passport_au' }, { file_0: Buffer.alloc(10 * 1024 * 1024 + 1) }))).toBe(413);
    expect(await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).toBeLessThan(500);
    expect(await post('--x\r\nbroken', { 'content-type': 'multipart/form-data; boundary=x' })).toBe(400);
    expect(await post(form({ identifier_1: 'a\0b' }))).toBe(400);
  });
});

describe('attachments', () => {
  const upload = (id: number, content: Buffer, name = 'card.png') => {
    const data = new FormData();
    data.set('file', new Blob([new Uint8Array(content)]), name);
    return oho.send('POST', `/api/icrs/${id}/attachments`, { body: data });
  };

  test('are kept, listed, read and removed', async () => {
    const { id } = await ask();
    const { status, body } = await upload(id, PNG, '../../etc/card.png');
    expect([status, body.file_name, body.content_type]).toEqual([201, 'card.png', 'image/png']);
    expect((await oho.get(`/api/icrs/${id}/attachments`)).body).toEqual([body]);
    const response = await fetch(`${kith.url}/api/icrs/${id}/attachments/${body.id}`, { headers: kith.basic });
    expect(Buffer.from(await response.arrayBuffer()).equals(PNG)).toBe(true);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect((await oho.delete(`/api/icrs/${id}/attachments/${body.id}`)).status).toBe(204);
    expect((await oho.get(`/api/icrs/${id}/attachments/${body.id}`)).status).toBe(404);
  });

  test('of another kind, too large, or none are refused', async () => {
    const { id } = await ask();
    expect((await upload(id, Buffer.from('#!/bin/sh'))).body.error.details).toEqual({ invalid: ['file'] });
    expect((await upload(id, Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]))).status).toBe(413);
    expect((await oho.post(`/api/icrs/${id}/attachments`, {})).status).toBe(400);
    expect(
      (await oho.send('POST', `/api/icrs/${id}/attachments`, { body: form({ other: 'x' }) })).body.error.details,
    ).toEqual({ required: ['file'] });
    expect((await upload(99_999, PNG)).status).toBe(404);
  });
});
