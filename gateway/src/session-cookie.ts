import type { Request, Response } from 'express';

/** A cookie that only this origin's own requests bring, and no script reads. */
export interface Cookie {
  read(request: Request): string | undefined;
  /** @param seconds how long a browser keeps it; absent: until it is closed */
  set(response: Response, value: string, seconds?: number): void;
  clear(response: Response): void;
}

/** Several of one kind, each with a key of letters, digits, `-` and `_`. */
export interface Cookies {
  of(key: string): Cookie;
  /** The keys of those that a request brings; browsers send the earliest first (RFC 6265, section 5.4). */
  keysIn(request: Request): string[];
}

/** @param publicUrl of the gateway, in a browser */
export function cookieNamed(name: string, publicUrl: string): Cookie {
  return cookieOf(fullNameOf(name, publicUrl), publicUrl);
}

/** @param publicUrl of the gateway, in a browser */
export function cookiesNamed(name: string, publicUrl: string): Cookies {
  const prefix = `${fullNameOf(name, publicUrl)}.`;
  return {
    of: (key) => cookieOf(prefix + key, publicUrl),
    keysIn: (request) =>
      pairsIn(request)
        .filter((pair) => pair.startsWith(prefix))
        .map((pair) => pair.slice(prefix.length).replace(/=.*/s, '')),
  };
}

function cookieOf(fullName: string, publicUrl: string): Cookie {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure(publicUrl) ? '; Secure' : ''}`;
  const setAs = (response: Response, value: string, seconds?: number) => {
    const age = seconds === undefined ? '' : `; Max-Age=${seconds}`;
    response.append('set-cookie', `${fullName}=${value}; ${attributes}${age}`);
  };
  return {
    read: (request) => {
      const pair = pairsIn(request).find((one) => one.startsWith(`${fullName}=`));
      const value = pair?.slice(fullName.length + 1);
      return value === '' ? undefined : value;
    },
    set: setAs,
    clear: (response) => setAs(response, '', 0),
  };
}

/** Browsers give a cookie of one port to all others of its host, so that two fleets of one machine would take turns. */
function fullNameOf(name: string, publicUrl: string): string {
  const { port } = new URL(publicUrl);
  return `${isSecure(publicUrl) ? '__Host-' : ''}${name}${port === '' ? '' : `-${port}`}`;
}

function isSecure(publicUrl: string): boolean {
  return new URL(publicUrl).protocol === 'https:';
}

function pairsIn({ headers }: Request): string[] {
  return (headers.cookie ?? '').split(';').map((pair) => pair.trim());
}
