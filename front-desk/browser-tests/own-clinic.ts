import type { Page } from 'playwright-core';

/** A doctor and patients of a test's own, so that it disturbs nobody who tests beside it. */
export interface Clinic {
  specialty: string;
  doctorId: string;
  /** Another doctor of the same specialty. */
  otherId: string;
  familyName: string;
  timeZone: string;
  patient: (givenName: string) => Promise<string>;
  book: (patientId: string, time: string, more?: object) => Promise<{ id: string; version: number }>;
  /** The day of an instant, by the clinic's clock. */
  dayOf: (time: string) => string;
  close: () => Promise<void>;
}

/** Asks the services through the gateway, as whoever is signed in on the page. */
export async function ask<Body = { id: string; version: number }>(
  page: Page,
  method: string,
  path: string,
  body?: object,
): Promise<Body> {
  const { status, answer } = await page.evaluate(
    async ([how, where, what]) => {
      const { csrfToken } = (await (await fetch('/session')).json()) as { csrfToken: string };
      const response = await fetch(`/api${where}`, {
        method: how,
        headers: {
          'Content-Type': how === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
          'X-CSRF-Token': csrfToken,
        },
        ...(what !== undefined && { body: JSON.stringify(what) }),
      });
      return { status: response.status, answer: await response.json() };
    },
    [method, path, body] as const,
  );
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer as Body;
}

const letters = (): string =>
  String.fromCharCode(...Array.from({ length: 8 }, () => 97 + Math.floor(Math.random() * 26)));

/** @param owner a page of somebody who may do everything */
export async function ownClinic(owner: Page): Promise<Clinic> {
  const word = letters();
  // the last of the alphabet: others begin with the first
  const specialty = `Zoology ${word}`;
  const timeZone = await owner.evaluate(
    async () => ((await (await fetch('/session')).json()) as { timeZone: string }).timeZone,
  );
  const addDoctor = (givenName: string) =>
    ask(owner, 'POST', '/doctors', {
      givenName,
      familyName: `Fox${word}`,
      specialty,
      licenseNumber: `${givenName}-${word}`,
      timeZone,
    });
  const [{ id: doctorId }, { id: otherId }] = [await addDoctor('Ann'), await addDoctor('Bob')];
  const familyName = `Vole${word}`;
  return {
    specialty,
    doctorId,
    otherId,
    familyName,
    timeZone,
    patient: async (givenName) =>
      (await ask(owner, 'POST', '/patients?allowDuplicate=true', { givenName, familyName })).id,
    book: (patientId, time, more = {}) => ask(owner, 'POST', '/appointments', { patientId, doctorId, time, ...more }),
    dayOf: (time) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(time)),
    close: async () => {
      for (const id of [doctorId, otherId]) await ask(owner, 'PATCH', `/doctors/${id}`, { active: false });
    },
  };
}
