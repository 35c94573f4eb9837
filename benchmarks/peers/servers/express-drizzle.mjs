// Express 5 + Drizzle's relational queries on pg, as its documentation shows; no log.
import { and, desc, eq, ilike, isNull, or, relations, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { boolean, integer, json, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import express from 'express';
import pg from 'pg';
import { poolConfig } from './sql.mjs';

const patients = pgTable('patients', {
  id: uuid()
    .primaryKey()
    .default(sql`uuidv7()`),
  mrn: text().default(sql`next_mrn()`),
  givenName: text('given_name'),
  familyName: text('family_name'),
  birthDate: text('birth_date'),
  gender: text(),
  phone: text(),
  email: text(),
  address: json(),
  contacts: json().default([]),
  active: boolean().default(true),
  deceasedAt: timestamp('deceased_at', { withTimezone: true }),
  version: integer().default(1),
  createdAt: timestamp('created_at', { withTimezone: true }).defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).defaultNow(),
});
const identifiers = pgTable('patient_identifiers', {
  patientId: uuid('patient_id'),
  system: text(),
  value: text(),
  position: integer(),
});
const allergies = pgTable('patient_allergies', {
  id: uuid().primaryKey(),
  patientId: uuid('patient_id'),
  substance: text(),
  code: text(),
  reaction: text(),
  criticality: text(),
  status: text(),
});
const patientRelations = relations(patients, ({ many }) => ({
  identifiers: many(identifiers),
  allergies: many(allergies),
}));
const identifierRelations = relations(identifiers, ({ one }) => ({
  patient: one(patients, { fields: [identifiers.patientId], references: [patients.id] }),
}));
const allergyRelations = relations(allergies, ({ one }) => ({
  patient: one(patients, { fields: [allergies.patientId], references: [patients.id] }),
}));
const db = drizzle(new pg.Pool(poolConfig), {
  schema: { patients, identifiers, allergies, patientRelations, identifierRelations, allergyRelations },
});

const parts = { identifiers: { columns: { system: true, value: true } }, allergies: { columns: { patientId: false } } };
const find = (id) => db.query.patients.findFirst({ where: eq(patients.id, id), with: parts });
const app = express();
app.use(express.json());
app.get('/patients/:id', async (request, response) => {
  const found = await find(request.params.id);
  if (!found) return response.status(404).json({ message: 'not found' });
  response.set('etag', `"${found.version}"`).json(found);
});
app.get('/patients', async ({ query }, response) => {
  const limit = Number(query.limit ?? 50);
  const where = [isNull(patients.deceasedAt)];
  if (query.gender) where.push(eq(patients.gender, query.gender));
  if (query.birthDate) where.push(eq(patients.birthDate, query.birthDate));
  if (query.name)
    where.push(or(ilike(patients.givenName, `%${query.name}%`), ilike(patients.familyName, `%${query.name}%`)));
  const rows = await db.query.patients.findMany({
    where: and(...where),
    with: parts,
    orderBy: desc(patients.id),
    limit: limit + 1,
  });
  const data = rows.slice(0, limit);
  response.json({ data, nextCursor: rows.length > limit ? data.at(-1).id : null });
});
app.post('/patients', async ({ body }, response) => {
  const id = await db.transaction(async (tx) => {
    const { identifiers: given = [], ...fields } = body;
    const [{ id }] = await tx.insert(patients).values(fields).returning({ id: patients.id });
    if (given.length > 0)
      await tx.insert(identifiers).values(given.map((one, i) => ({ ...one, patientId: id, position: i + 1 })));
    return id;
  });
  response.status(201).json(await find(id));
});
app.listen(Number(process.env.PORT), process.env.HOST);
