import { escape, page } from './page';
import { samplePeople } from './people';

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
<p>They share one password: <code>npm run -s token -- --password</code> prints that of <code>npm start</code>; of Compose it is <code>SAMPLE_STAFF_PASSWORD</code> in <code>.env</code>.</p>
<ul>${rows.join('')}</ul>`,
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
