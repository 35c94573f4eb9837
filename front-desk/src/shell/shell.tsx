import { Button, Center, Loader } from '@mantine/core';
import { Outlet, useBlocker, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { followChanges } from '../api/events';
import { queries } from '../api/queries';
import { beginSession, useSession } from '../api/session';
import { TypedProvider } from '../find/typed';
import { useTexts } from '../texts/language';
import { AskBeforeLeaving } from './ask-before-leaving';
import { Banners } from './banners';
import { KeyboardHelp } from './keyboard-help';
import { useChord, useDigit, useKey } from './keys';
import { isAnythingWritten, wantsToStay } from './leave-question';
import { PutAway } from './put-away';
import { useScreens } from './screens';
import { SignInAgain } from './sign-in-again';
import { TopBar } from './top-bar';

/** What stays on every page. */
export function Shell() {
  const t = useTexts();
  const { session, hasEnded } = useSession();
  const [unanswered, setUnanswered] = useState(false);
  const look = () => void beginSession(hasToLose).catch(() => setUnanswered(true));
  useEffect(look, []);
  if (session === undefined)
    return (
      <Center component="main" mih="100vh">
        {unanswered ? <Button onClick={look}>{t.tryAgain}</Button> : <Loader aria-label={t.loading} />}
      </Center>
    );
  return (
    <TypedProvider>
      {hasEnded && <SignInAgain hasToLose={hasToLose} />}
      <PutAway isAway={hasEnded}>
        <Desk />
      </PutAway>
    </TypedProvider>
  );
}

/** What is written is stored nowhere, and what is sent may have no answer yet. */
const hasToLose = () => isAnythingWritten() || queries.isMutating() > 0;

function Desk() {
  const t = useTexts();
  const navigate = useNavigate();
  const [showsKeys, setShowsKeys] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const find = () => {
    // who takes money looks for the next payer
    const finder = path.startsWith('/cash') ? '/cash' : '/find';
    if (path === finder) document.getElementById('search')?.focus();
    else void navigate({ to: finder });
  };
  const { screens } = useScreens();
  useEffect(followChanges, []);
  useBlocker({ shouldBlockFn: wantsToStay, enableBeforeUnload: isAnythingWritten });
  useKey('/', find);
  useChord('k', find);
  useKey('?', () => setShowsKeys(true));
  useDigit((digit) => {
    const to = screens[digit - 1]?.to;
    if (to) void navigate({ to });
  });
  return (
    <div className="desk">
      <a className="skip" href="#content">
        {t.skipToContent}
      </a>
      <TopBar onKeys={() => setShowsKeys(true)} isFinding={path === '/find' || path === '/cash'} />
      <Banners />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <AskBeforeLeaving />
      <KeyboardHelp opened={showsKeys} onClose={() => setShowsKeys(false)} />
    </div>
  );
}
