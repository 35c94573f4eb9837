import { createHash } from 'node:crypto';
import { escape, page } from './page';

/** Returns the page for what oidc-provider refuses in a browser. */
export function errorPage(error: string, description = ''): string {
  return page(
    'This cannot be done',
    `<p class="error" role="alert"><code>${escape(error)}</code>${description === '' ? '' : `: ${escape(description)}`}</p>
<p>Go back to where you came from, and begin again. If this comes back, the program that sent you here asks for something wrong.</p>`,
  );
}

/** Returns the page that asks whether to sign out. @param form of oidc-provider, `op.logoutForm`, without buttons */
export function signOutPage(form: string): string {
  return page(
    'Sign out?',
    `${form}
<button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button form="op.logoutForm">Stay signed in</button>`,
  );
}

const script = "document.querySelector('button[value=yes]').click()";
/** What lets the one script of `signingOutPage` run, in a policy. */
export const signingOutSource = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** Returns the page that signs out by itself: a program has asked for it, in which the person has said so. */
export function signingOutPage(form: string): string {
  return page(
    'Signing out',
    `${form}
<button form="op.logoutForm" name="logout" value="yes">Sign out</button>
<script>${script}</script>`,
  );
}

/** Returns the page after a sign-out. */
export function signedOutPage(): string {
  return page('You are signed out', '<p>You can close this page.</p>');
}
