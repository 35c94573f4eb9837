import type { Service } from './operations';

/** What answers have told: addresses of records that are there, and values of their fields. */
export interface Known {
  /** @param slot any whole number; the same one gives a record of the same kind in another run */
  parametersOf(template: string, slot: number): Record<string, string>;
  value(name: string, slot: number): string | undefined;
  learn(service: Service, location: string | undefined, body: unknown): void;
}

const size = 48;

// the newest of each, because the old ones are cancelled, paid, refunded by now
const ring = <T>() => {
  const kept: T[] = [];
  let next = 0;
  return {
    add: (one: T) => void (kept[next++ % size] = one),
    at: (slot: number): T | undefined => kept[slot % Math.max(1, kept.length)],
  };
};
type Ring<T> = ReturnType<typeof ring<T>>;

const inMap = <T>(map: Map<string, Ring<T>>, name: string): Ring<T> => {
  const found = map.get(name) ?? ring<T>();
  map.set(name, found);
  return found;
};

export const knowNothing = (): Known => {
  const records = new Map<string, Ring<Record<string, string>>>();
  const values = new Map<string, Ring<string>>();

  const learnFields = (body: unknown) => {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body))
      if (typeof value === 'string' && value.length < 2000) inMap(values, name).add(value);
  };

  const learnAddress = (service: Service, location: string) => {
    for (const { template } of service.operations) {
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
      const found = new RegExp(`^${template.replace(/\{\w+\}/g, '([^/.]+)')}$`).exec(location);
      if (!found || names.length === 0) continue;
      inMap(records, template).add(Object.fromEntries(names.map((name, i) => [name, String(found[i + 1])])));
      return;
    }
  };

  return {
    // the record itself, else the one that it is below, else the one that a parameter names
    parametersOf: (template, slot) => {
      const [above] = [...records.keys()].filter((one) => template.startsWith(one)).sort((a, b) => b.length - a.length);
      return (above ? records.get(above)?.at(slot) : undefined) ?? {};
    },
    value: (name, slot) => {
      const collection = /^(\w+)Id$/.exec(name)?.[1];
      const id = collection && records.get(`/${collection}s/{id}`)?.at(slot)?.['id'];
      return id ?? values.get(name === 'cursor' ? 'nextCursor' : name)?.at(slot);
    },
    learn: (service, location, body) => {
      if (location) learnAddress(service, location);
      learnFields(body);
      if (typeof body === 'object' && body !== null && 'data' in body && Array.isArray(body.data))
        learnFields(body.data[0]);
    },
  };
};
