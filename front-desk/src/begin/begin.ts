import './begin.css';
import { readFirst } from './read-session';
import { showSignIn, showUnloaded } from './signed-out';

// who is not signed in sees where to do so before the application is there, which the page fetches meanwhile;
// no `await` here: the application imports from this file, and would wait for it as it waits for the application
void readFirst()
  // the application says that there is no answer, and asks again
  .catch(() => undefined)
  .then((session) => (session === null ? showSignIn() : import('../main').catch(showUnloaded)));
