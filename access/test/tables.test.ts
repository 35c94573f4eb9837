import { readFileSync } from 'node:fs';
import path from 'node:path';
import { limitsOf } from '../../service-kit/src/access';
import { loadServices } from '../../fleet/src/topology';
import type { Service } from '../../service-kit/src/service';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type ServedApp } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';
import { withTables } from '../document';
import { rolesModule } from '../front-desk';
import { roles, type Role } from '../src/roles';

const services = loadServices();
const someId = '01900000-0000-7abc-8000-00000000abcd';
const anotherId = '01900000-0000-7abc-8000-00000000dcba';

it('is shown whole in docs/access.md; after a change run npm run access', () => {
  const text = readFileSync(path.join(__dirname, '../../docs/access.md'), 'utf8');
  expect(withTables(text, services)).toBe(text);
});

it('is what the front desk knows; after a change run npm run access', () => {
  const text = readFileSync(path.join(__dirname, '../../front-desk/src/access/roles.ts'), 'utf8');
  expect(text).toBe(rolesModule(services));
});

it('lets every service that has anything of patients ask which of them are restricted', () => {
  const asking = services.flatMap(({ name, access }) =>
    'listAuditEvents' in access && name !== 'patient-service' ? [name] : [],
  );
  const { access } = services.find(({ name }) => name === 'patient-service') ?? {};
  const line = access?.['listRestrictions'];
  const { clients } = limitsOf(typeof line === 'object' ? (line['service'] ?? 'yes') : 'yes');
  // a service that patient-service refuses shows nobody anything: its name belongs into patient-service/src/access.ts
  expect(clients).toEqual(asking);
});

it('lets every service that refers to patients ask for one', () => {
  const refersToPatients = ({ upstreams }: Service) =>
    upstreams.some(
      ({ service, isRequired, isReferredTo }) => service === 'patient-service' && (isRequired || isReferredTo),
    );
  const asking = services.filter(refersToPatients).map(({ name }) => name);
  expect(asking).not.toEqual([]);
  const { access } = services.find(({ name }) => name === 'patient-service') ?? {};
  const line = access?.['getPatient'];
  const { clients = [] } = limitsOf(typeof line === 'object' ? (line['service'] ?? 'yes') : 'yes');
  // what waits for an answer that is refused waits for ever: the name belongs into patient-service/src/access.ts
  expect(asking.filter((name) => !clients.includes(name))).toEqual([]);
});

describe.each(services.map((service) => [service.name, service] as const))('%s', (_name, service: Service) => {
  let served: ServedApp;
  let operations: { id: string; method: string; path: string }[];
  beforeAll(async () => {
    const environment = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
    ({ served } = await startForTest(service, { environment }));
    operations = Object.entries(served.document.paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, { operationId: id }]) => ({
        id,
        method: method.toUpperCase(),
        path: template.replace(/\{\w+\}/g, someId),
      })),
    );
  });

  const ask = async (method: string, address: string, headers: Record<string, string>) => {
    const response = await fetch(served.url + address, { method, headers });
    const text = await response.text();
    const { type = '', data } = text.startsWith('{') ? (JSON.parse(text) as { type?: string; data?: unknown[] }) : {};
    return { status: response.status, type, data, headers: response.headers };
  };

  it('has a line for each operation, and no other', () => {
    expect(operations.map(({ id }) => id).sort()).toEqual(Object.keys(service.access).sort());
  });

  it('lets nobody in without a token, or with one that is not valid', async () => {
    for (const { id, method, path: address } of operations) {
      const isOpen = service.access[id] === 'anybody';
      for (const headers of [{}, { authorization: 'Bearer e30.e30.e30' }, bearer({ aud: 'shop' })] as Record<
        string,
        string
      >[]) {
        const { status, headers: told } = await ask(method, address, headers);
        expect({ id, status: status === 401 }).toEqual({ id, status: !isOpen });
        expect(told.get('www-authenticate') !== null).toBe(!isOpen);
      }
    }
  });

  it.each(Object.keys(roles) as Role[])('lets a %s do what its table says, and nothing else', async (role) => {
    const wrong: string[] = [];
    for (const { id, method, path: address } of operations) {
      const line = service.access[id];
      const may = line === 'anybody' || (line !== undefined && Object.hasOwn(line, role));
      const cell = may && line !== 'anybody' && line ? line[role] : undefined;
      const [client = 'nobody'] = cell === undefined ? [] : (limitsOf(cell).clients ?? []);
      const token = bearer({ roles: [role], patient_id: anotherId, doctor_id: anotherId, client_id: client });
      const { status, type } = await ask(method, address, token);
      if (may !== (type !== '/problems/not-allowed') || status === 401 || status >= 500)
        wrong.push(`${id}: ${status} ${type}`);
    }
    expect(wrong).toEqual([]);
  });

  it('lets a service do only what is for this service', async () => {
    for (const { id, method, path: address } of operations) {
      if (service.access[id] === 'anybody') continue;
      const { type } = await ask(method, address, bearer({ roles: ['service'], client_id: 'no-such-service' }));
      expect({ id, type }).toEqual({ id, type: '/problems/not-allowed' });
    }
  });

  it('shows in the history what the record itself shows, and to nobody else', () => {
    const linesOf = (id: string) => Object.entries(service.access[id] ?? {});
    for (const history of Object.keys(service.access).filter((id) => id.endsWith('History'))) {
      const read = Object.fromEntries(linesOf(history.replace('History', '')));
      for (const [role, cell] of linesOf(history)) {
        const { without = [], withoutWhere, ...rest } = limitsOf(cell);
        const { without: hidden = [], withoutWhere: sometimes, ...restOfRead } = limitsOf(read[role] ?? 'yes');
        expect({ role, may: role in read, rest }).toEqual({ role, may: true, rest: restOfRead });
        // what is hidden in some states of the record is hidden in all its versions
        expect({ role, without, withoutWhere }).toEqual({ role, without: [...hidden, ...(sometimes?.members ?? [])] });
      }
    }
  });

  it('lets nobody do anything by a role that it does not know, and no patient or doctor who is not named', async () => {
    for (const claims of [
      { roles: ['superuser', 'constructor', '__proto__'] },
      { roles: [] },
      { roles: 'manager' },
      { realm_access: { roles: ['manager'] }, roles: null },
    ]) {
      for (const { id, method, path: address } of operations) {
        if (service.access[id] === 'anybody') continue;
        expect({ id, ...(await ask(method, address, bearer(claims))) }).toMatchObject({ id, status: 403 });
      }
    }
  });

  it('tells a patient of nothing that is not theirs: the same as of what is not there', async () => {
    const token = bearer({ roles: ['patient'], patient_id: anotherId });
    for (const { id, method, path: address } of operations) {
      const line = service.access[id];
      const cell = line === undefined || line === 'anybody' ? undefined : line['patient'];
      if (cell === undefined || !limitsOf(cell).own) continue;
      const { status, type, data } = await ask(method, address, token);
      expect({ id, type, status: [200, 400, 404].includes(status) }).toMatchObject({ id, status: true });
      if (status === 200) expect({ id, data }).toEqual({ id, data: [] });
    }
  });
});
