import type { Request, Response } from 'express';

/** A cookie that only this origin's own requests bring, and no script reads. */
export interface Cookie {
  read(request: Request): string | undefined;
  set(response: Response, value: string): void;
  clear(response: Response): void;
}

/** @param publicUrl of the gateway, in a browser */
export function cookieNamed(name: string, publicUrl: string): Cookie {
  const { protocol, port } = new URL(publicUrl);
  const isSecure = protocol === 'https:';
  // browsers give a cookie of one port to all others of its host, so that two fleets of one machine would take turns
  const fullName = `${isSecure ? '__Host-' : ''}${name}${port === '' ? '' : `-${port}`}`;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

  return {
    read: ({ headers }) => {
      const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
      const value = pairs.find((pair) => pair.startsWith(`${fullName}=`))?.slice(fullName.length + 1);
      return value === '' ? undefined : value;
    },
    set: (response, value) => void response.append('set-cookie', `${fullName}=${value}; ${attributes}`),
    clear: (response) => void response.append('set-cookie', `${fullName}=; ${attributes}; Max-Age=0`),
  };
}
