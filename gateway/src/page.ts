import type { Response } from 'express';

interface Page {
  title: string;
  text: string;
  link?: { to: string; text: string };
}

const style = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px }`;

/** Shows a person a plain page; nothing on it comes from elsewhere. */
export function showPage(response: Response, status: number, { title, text, link }: Page): void {
  const onward = link ? `<p><a href="${escape(link.to)}">${escape(link.text)}</a></p>` : '';
  response.status(status).set('cache-control', 'no-store').type('html').send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${style}</style></head>
<body><main>
<h1>${escape(title)}</h1>
<p>${escape(text)}</p>
${onward}
</main></body>
</html>
`);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
