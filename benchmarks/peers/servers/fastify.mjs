// Fastify 5 + pg, with schemas for input and output as its documentation shows; no log.
import Fastify from 'fastify';
import pg from 'pg';
import { listOf, pageOf, patientOf, poolConfig, register, statements } from './sql.mjs';

const pool = new pg.Pool(poolConfig);
const app = Fastify({ logger: false });
const text = { type: ['string', 'null'] };
const patient = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    mrn: { type: 'string' },
    givenName: text,
    familyName: text,
    unidentified: { type: 'boolean' },
    birthDate: text,
    gender: { type: 'string' },
    phone: text,
    email: text,
    address: {},
    contacts: { type: 'array', items: {} },
    identifiers: {
      type: 'array',
      items: { type: 'object', properties: { system: { type: 'string' }, value: { type: 'string' } } },
    },
    allergies: { type: 'array', items: {} },
    active: { type: 'boolean' },
    deceasedAt: {},
    version: { type: 'integer' },
    createdAt: { type: 'string', format: 'date-time' },
    updatedAt: { type: 'string', format: 'date-time' },
  },
};
const page = { type: 'object', properties: { data: { type: 'array', items: patient }, nextCursor: text } };
const id = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } };
const query = {
  type: 'object',
  properties: {
    limit: { type: 'integer', default: 50, maximum: 200 },
    name: { type: 'string' },
    gender: { type: 'string' },
    birthDate: { type: 'string' },
  },
};
const body = {
  type: 'object',
  required: ['givenName', 'familyName'],
  properties: {
    givenName: { type: 'string', maxLength: 200 },
    familyName: { type: 'string', maxLength: 200 },
    birthDate: { type: 'string', format: 'date' },
    gender: { enum: ['male', 'female', 'other', 'unknown'] },
    phone: { type: 'string' },
    email: { type: 'string', format: 'email' },
    identifiers: {
      type: 'array',
      items: { type: 'object', properties: { system: { type: 'string' }, value: { type: 'string' } } },
    },
  },
};
app.get('/patients/:id', { schema: { params: id, response: { 200: patient } } }, async (request, reply) => {
  const {
    rows: [row],
  } = await pool.query({ ...statements.get, values: [request.params.id] });
  if (!row) return reply.code(404).send({ message: 'not found' });
  reply.header('etag', `"${row.version}"`);
  return patientOf(row);
});
app.get('/patients', { schema: { querystring: query, response: { 200: page } } }, async (request) => {
  const [statement, values] = listOf(request.query);
  const { rows } = await pool.query({ ...statement, values });
  return pageOf(rows, request.query.limit);
});
app.post('/patients', { schema: { body, response: { 201: patient } } }, async (request, reply) =>
  reply.code(201).send(await register(pool, request.body)),
);
await app.listen({ port: Number(process.env.PORT), host: process.env.HOST });
