import { password as ofTheTests } from './programs';

interface Page {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
  /** Where it leads; empty for one that leads nowhere. */
  location: string;
}

/** What a browser does: keeps the cookies of each host, and goes where it is sent by its user only. */
export interface Browser {
  get(url: string, headers?: Record<string, string>): Promise<Page>;
  send(method: string, url: string, body?: string, headers?: Record<string, string>): Promise<Page>;
  /** Goes through the issuer's pages, from `/sign-in` on. Returns what the gateway answers at the end. */
  signIn(gateway: string, name?: string, to?: string, password?: string): Promise<Page>;
  /** Of a host. */
  cookies(url: string): Map<string, string>;
  /** All that came back. */
  transcript(): string;
}

export function openBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  let transcript = '';

  function cookies(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const jar = jars.get(hostname) ?? new Map<string, string>();
    jars.set(hostname, jar);
    return jar;
  }

  async function send(method: string, url: string, body?: string | URLSearchParams, more: Record<string, string> = {}) {
    const jar = cookies(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { accept: 'text/html, application/json', ...(cookie !== '' && { cookie }), ...more },
      ...(body !== undefined && { body }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    transcript += `${JSON.stringify([...response.headers])}\n${text}\n`;
    const location = response.headers.get('location');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: jsonIn(text),
      location: location === null ? '' : new URL(location, url).href,
    };
  }

  const get = (url: string, headers?: Record<string, string>) => send('GET', url, undefined, headers);

  return {
    get,
    send,
    cookies,
    transcript: () => transcript,
    signIn: async (gateway, name = 'receptionist', to = '/', password = ofTheTests) => {
      let page = await get(`${gateway}/sign-in?to=${encodeURIComponent(to)}`);
      while (!page.location.startsWith(`${gateway}/signed-in`)) {
        if (page.location === '') throw new Error(`the sign-in does not go on: ${page.status} ${page.text}`);
        const isForm = page.location.includes('/interaction/');
        page = isForm
          ? await send('POST', page.location, new URLSearchParams({ name, password }))
          : await get(page.location);
      }
      return get(page.location);
    },
  };
}

function jsonIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
