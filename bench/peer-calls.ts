// What a client of Parse Server sends for each task.
import { PEER_HEADERS } from './peer.ts';
import { PREFERRED, peerId, peerNames } from './peer-classes.ts';
import { person } from './populate.ts';
import type { Call, Scenario } from './scenarios.ts';

const CLASSES = '/parse/classes';
const get = (path: string): Call => ({ method: 'GET', path: `${CLASSES}/${path}`, headers: PEER_HEADERS });
const post = (path: string, body: unknown): Call => ({
  method: 'POST',
  path,
  headers: PEER_HEADERS,
  body: JSON.stringify(body),
});

/** Makes people that are there only once. */
let unique = Date.now();

/** The same person that Kith is asked to create. */
function newPerson(n: number) {
  unique += 1;
  return {
    names: {
      ...peerNames({ first: `First${n}`, last: `Last${n}` }),
      date_added: new Date().toISOString().slice(0, 10),
    },
    email: { address: `new${unique}@people.example`, ...PREFERRED },
    phone: { number: '(206) 555-0188', ...PREFERRED },
    address: { street: `${n} Main Street`, city: 'Seattle', state: 'WA', postal_code: '98101', ...PREFERRED },
  };
}

function create(n: number): Call {
  const { names, email, phone, address } = newPerson(n);
  const contact = { email_addresses: [email], phone_numbers: [phone], street_addresses: [address] };
  return post(`${CLASSES}/Constituent`, { ...names, ...contact });
}

const pointer = (objectId: string) => ({ __type: 'Pointer', className: 'Person', objectId });

/** One request and one transaction: the person's id is the client's choice, so that the contact points can name it. */
function createObjects(n: number): Call {
  const { names, email, phone, address } = newPerson(n);
  const objectId = unique.toString(36).padStart(10, 'n');
  const part = (name: string, body: object) => ({
    method: 'POST',
    path: `${CLASSES}/${name}`,
    body: { ...body, constituent: pointer(objectId) },
  });
  const requests = [
    { method: 'POST', path: `${CLASSES}/Person`, body: { ...names, objectId } },
    part('EmailAddress', email),
    part('PhoneNumber', phone),
    part('StreetAddress', address),
  ];
  return post('/parse/batch', { requests, transaction: true });
}

function readObjects(objectId: string): Call {
  const where = { constituent: pointer(objectId) };
  const parts = ['EmailAddress', 'PhoneNumber', 'StreetAddress'];
  const requests = [
    { method: 'GET', path: `${CLASSES}/Person/${objectId}`, body: {} },
    ...parts.map((name) => ({ method: 'GET', path: `${CLASSES}/${name}`, body: { where } })),
  ];
  return post('/parse/batch', { requests });
}

const PAGE = 'order=sort_name&limit=25&count=1';
const number = (n: number, size: number) => (n * 7919) % size;

/** The last name that the n-th search is for. */
export const lastName = (n: number, size: number) => person(number(n, size)).last;

const scenario = (name: string, call: Scenario['call'], status = 200): Scenario => ({ name, call, status });

export const PEER = {
  create: scenario('create', create, 201),
  createObjects: scenario('create with objects', createObjects),
  read: scenario('read', (n, size) => get(`Constituent/${peerId(number(n, size))}`)),
  readObjects: scenario('read with objects', (n, size) => readObjects(peerId(number(n, size)))),
  search: scenario('search', (n, size) => {
    const where = encodeURIComponent(JSON.stringify({ last_name: lastName(n, size) }));
    return get(`Constituent?where=${where}&${PAGE}`);
  }),
  list: scenario('list', () => get(`Constituent?${PAGE}`)),
};
