import { samplePeople } from './people';

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
.warning { border: 3px solid #b45309; padding: .5rem 1rem; background: #fffbeb }
.error { border-left: 4px solid #b91c1c; padding: .5rem 1rem; background: #fef2f2 }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { font: inherit; width: 100%; padding: .5rem; box-sizing: border-box; border: 1px solid #555; border-radius: 4px }
button { font: inherit; margin-top: 1.5rem; padding: .5rem 1.5rem; border: 0; border-radius: 4px; background: #1d4ed8; color: #fff }
:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px }`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main>
<h1>${title}</h1>
<p class="warning"><strong>This is a development provider.</strong> Its people are samples. It is not for real patients.</p>
${content}
</main></body>
</html>
`;
}

/** Returns the page on which a sample person signs in. */
export function loginPage(uid: string, name = '', error?: string): string {
  const rows = samplePeople.map((person) => `<li><code>${person.name}</code>: ${escape(person.fullName)}</li>`);
  return page(
    'Sign in',
    `${error === undefined ? '' : `<p class="error" role="alert" id="error">${escape(error)}</p>`}
<form method="post" action="/interaction/${escape(uid)}">
<label for="name">User name</label>
<input id="name" name="name" autocomplete="username" required value="${escape(name)}"${name === '' ? ' autofocus' : ''}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${name === '' ? '' : ' autofocus'}>
<button>Sign in</button>
</form>
<h2>Who there is</h2>
<ul>${rows.join('')}</ul>
<p>They share one password, <code>SAMPLE_STAFF_PASSWORD</code>: of <code>npm start</code> it is in <code>.fleet/passwords.json</code>, of Compose in <code>.env</code>.</p>`,
  );
}

/** Returns the page at the root. */
export function frontPage(): string {
  return page(
    'identity',
    `<p>It signs people and services in to the hospital fleet while you try it. A hospital has its own: any OpenID provider takes its place.</p>
<p><a href="/.well-known/openid-configuration">Its OpenID configuration</a></p>`,
  );
}

/** Returns the page for a sign-in that has taken too long, or was never begun. */
export function expiredPage(): string {
  return page('Begin again', '<p>This sign-in has ended. Go back to where you came from, and sign in again.</p>');
}
