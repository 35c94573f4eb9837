import type { Page } from 'playwright-core';

/** Asks a service as the person who is signed in on the page does. */
export async function ask<Answer>(
  page: Page,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
): Promise<Answer> {
  const script = `(async () => {
    const { csrfToken } = await (await fetch('/session')).json();
    const response = await fetch(${JSON.stringify(`/api${path}`)}, {
      method: '${method}',
      headers: { 'X-CSRF-Token': csrfToken, 'Content-Type': 'application/json' },
      ${body ? `body: ${JSON.stringify(JSON.stringify(body))},` : ''}
    });
    return [response.status, await response.json()];
  })()`;
  const [status, answer] = await page.evaluate<[number, Answer]>(script);
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
}

export const randomName = (): string =>
  String.fromCharCode(65 + Math.floor(Math.random() * 26)) +
  String.fromCharCode(...Array.from({ length: 9 }, () => 97 + Math.floor(Math.random() * 26)));

/** Registers a patient of one's own, so that no other test is disturbed; returns the id. */
export async function newPatient(page: Page, familyName: string, allergy?: string): Promise<string> {
  const { id } = await ask<{ id: string }>(page, 'POST', '/patients?allowDuplicate=true', {
    givenName: 'Ada',
    familyName,
    birthDate: '1980-02-03',
  });
  if (allergy !== undefined)
    await ask(page, 'POST', `/patients/${id}/allergies`, { substance: allergy, criticality: 'high' });
  return id;
}
