// The statements of the hand-written peers, on the product's own table, and the wire form made by hand.
const columns = `p.id, p.mrn, p.given_name, p.family_name, p.birth_date, p.gender, p.phone, p.email, p.address, p.contacts,
  (select coalesce(json_agg(json_build_object('system', i.system, 'value', i.value) order by i.position), '[]')
   from patient_identifiers i where i.patient_id = p.id) as identifiers,
  (select coalesce(json_agg(json_build_object('id', a.id, 'substance', a.substance, 'code', a.code, 'reaction', a.reaction,
     'criticality', a.criticality, 'status', a.status) order by a.id), '[]')
   from patient_allergies a where a.patient_id = p.id) as allergies,
  p.active, p.deceased_at, p.version, p.created_at, p.updated_at`;
export const statements = {
  get: { name: 'get', text: `select ${columns} from patients p where p.id = $1` },
  list: {
    name: 'list',
    text: `select ${columns} from patients p where p.deceased_at is null order by p.id desc limit $1`,
  },
  gender: {
    name: 'gender',
    text: `select ${columns} from patients p where p.deceased_at is null and p.gender = $2 order by p.id desc limit $1`,
  },
  birthDate: {
    name: 'birthDate',
    text: `select ${columns} from patients p where p.deceased_at is null and p.birth_date = $2 order by p.id desc limit $1`,
  },
  name: {
    name: 'name',
    text: `select ${columns} from patients p where p.deceased_at is null and (p.given_name ilike '%' || $2 || '%' or p.family_name ilike '%' || $2 || '%') order by p.id desc limit $1`,
  },
  insert: {
    name: 'insert',
    text: `insert into patients (given_name, family_name, birth_date, gender, phone, email, contacts) values ($1, $2, $3, $4, $5, $6, '[]') returning id`,
  },
  audit: {
    name: 'audit',
    text: `insert into handmade_audit (subject, operation, patient_id, path)
      select subject, operation, patient_id, path from json_to_recordset($1) as e (subject text, operation text, patient_id uuid, path text)`,
  },
  identify: {
    name: 'identify',
    text: `insert into patient_identifiers (patient_id, system, value, position) select $1, s, v, n from unnest($2::text[], $3::text[]) with ordinality as t (s, v, n)`,
  },
};
export const patientOf = (row) => ({
  id: row.id,
  mrn: row.mrn,
  givenName: row.given_name,
  familyName: row.family_name,
  unidentified: row.given_name === null && row.family_name === null,
  birthDate: row.birth_date,
  gender: row.gender,
  phone: row.phone,
  email: row.email,
  address: row.address,
  contacts: row.contacts,
  identifiers: row.identifiers,
  allergies: row.allergies,
  active: row.active,
  deceasedAt: row.deceased_at,
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
/** By the query of a list, its statement and values. */
export const listOf = (query) => {
  const limit = Number(query.limit ?? 50) + 1;
  for (const filter of ['name', 'gender', 'birthDate'])
    if (query[filter]) return [statements[filter], [limit, query[filter]]];
  return [statements.list, [limit]];
};
export const pageOf = (rows, limit) => {
  const data = rows.slice(0, limit).map(patientOf);
  return {
    data,
    nextCursor: rows.length > limit ? Buffer.from(JSON.stringify([data.at(-1).id])).toString('base64url') : null,
  };
};
export const register = async (pool, body) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const {
      rows: [{ id }],
    } = await client.query({
      ...statements.insert,
      values: [
        body.givenName,
        body.familyName,
        body.birthDate ?? null,
        body.gender ?? 'unknown',
        body.phone ?? null,
        body.email ?? null,
      ],
    });
    const identifiers = body.identifiers ?? [];
    if (identifiers.length > 0)
      await client.query({
        ...statements.identify,
        values: [id, identifiers.map((i) => i.system), identifiers.map((i) => i.value)],
      });
    const {
      rows: [row],
    } = await client.query({ ...statements.get, values: [id] });
    await client.query('commit');
    return patientOf(row);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};
export const poolConfig = {
  host: process.env.DB_HOST,
  port: Number(process.env.DB_PORT),
  database: process.env.DB_NAME,
  user: process.env.DB_USER,
  password: process.env.DB_PASSWORD,
  max: 10,
  idleTimeoutMillis: 600_000,
};
