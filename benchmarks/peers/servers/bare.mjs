// What a person would write by hand: node:http, pg, named statements, rows mapped by hand. No log, no metrics, no checks of input.
// With GUARDED it verifies tokens, and answers a read once an event of it is committed; events that come together are committed together.
import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import pg from 'pg';
import { listOf, pageOf, patientOf, poolConfig, register, statements } from './sql.mjs';

const pool = new pg.Pool(poolConfig);
const type = 'application/json; charset=utf-8';
const answer = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
};

const isGuarded = process.env.GUARDED === 'yes';
const issuer = process.env.AUTH_ISSUER;
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
const callers = new Map();
const callerOf = async (authorization = '') => {
  const digest = hash('sha256', authorization);
  const known = callers.get(digest);
  if (known && known.exp > Date.now() / 1000) return known;
  const { payload } = await jwtVerify(authorization.slice('Bearer '.length), keys, { issuer, audience: 'hospital' });
  callers.set(digest, payload);
  return payload;
};

let waiting = [];
let isWriting = false;
const writeEvents = async () => {
  if (isWriting) return;
  isWriting = true;
  await new Promise(setImmediate);
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    try {
      const values = [JSON.stringify(batch.map(({ event }) => event))];
      await pool.query({ ...statements.audit, values });
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
  isWriting = false;
};
const record = (event) =>
  new Promise((resolve, reject) => {
    waiting.push({ event, resolve, reject });
    void writeEvents();
  });

const read = async (response, id, caller) => {
  const {
    rows: [row],
  } = await pool.query({ ...statements.get, values: [id] });
  if (caller) await record({ subject: caller.sub, operation: 'read', patient_id: id, path: `/patients/${id}` });
  if (!row) return answer(response, 404, '{}');
  return answer(response, 200, JSON.stringify(patientOf(row)), { etag: `"${row.version}"` });
};

const list = async (response, query, caller) => {
  const [statement, values] = listOf(query);
  const { rows } = await pool.query({ ...statement, values });
  if (caller) await record({ subject: caller.sub, operation: 'list', patient_id: null, path: '/patients' });
  answer(response, 200, JSON.stringify(pageOf(rows, values[0] - 1)));
};

const create = async (request, response, caller) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const patient = await register(pool, JSON.parse(Buffer.concat(chunks).toString()));
  if (caller) await record({ subject: caller.sub, operation: 'create', patient_id: patient.id, path: '/patients' });
  answer(response, 201, JSON.stringify(patient), { location: `/patients/${patient.id}`, etag: `"${patient.version}"` });
};

const respond = async (request, response) => {
  const caller = isGuarded ? await callerOf(request.headers.authorization) : undefined;
  const [path, search] = request.url.split('?');
  if (request.method === 'POST') return create(request, response, caller);
  if (path === '/patients') return list(response, Object.fromEntries(new URLSearchParams(search)), caller);
  return read(response, path.slice('/patients/'.length), caller);
};

createServer((request, response) => {
  respond(request, response).catch((error) => answer(response, 500, JSON.stringify({ error: String(error) })));
}).listen(Number(process.env.PORT), process.env.HOST);
