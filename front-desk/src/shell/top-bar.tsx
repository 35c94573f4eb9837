import { Button, Kbd } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { roleNames } from '../access/role-names';
import { useMay } from '../access/may';
import { signOut, useSession } from '../api/session';
import { useTexts } from '../texts/language';
import { useKeptChanges } from './kept-changes';
import { leavePage } from './leave-question';
import { useScreens } from './screens';
import { WhoButton } from './who-button';

// the page is there before its menu can open
const WhoMenu = lazy(() => import('./who-menu'));

interface Props {
  onKeys: () => void;
  isFinding: boolean;
}

/** The way to a patient, and who is at work. */
export function TopBar({ onKeys, isFinding }: Props) {
  const t = useTexts();
  const may = useMay();
  const { session } = useSession();
  const { screens } = useScreens();
  const who = { name: session?.name, roles: roleNames(session?.roles ?? [], t.roles) };
  const kept = useKeptChanges();
  // what is kept is in this page's memory alone
  const leave = () => {
    if (kept === 0 || window.confirm(t.signOutKept(kept))) leavePage(() => void signOut());
  };
  return (
    <header className="top-bar">
      <Link to="/" className="brand" aria-label={t.appName}>
        <img src="/icon.svg" width={28} height={28} alt="" />
        <span className="brand-name">{t.appName}</span>
      </Link>
      {screens.length > 1 && (
        <nav className="screens" aria-label={t.screens}>
          {screens.map(({ to, name }, index) => (
            <Link key={to} to={to} className="screen-link" activeProps={{ 'aria-current': 'page' }}>
              {name(t)}
              <Kbd size="xs">{index + 1}</Kbd>
            </Link>
          ))}
        </nav>
      )}
      <div className="top-bar-find">
        {!isFinding && may('listPatients') && (
          <Link to="/find" className="find-link">
            <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" className="find-icon">
              <path d="M11 4a7 7 0 1 0 0 14a7 7 0 1 0 0-14M16 16l5 5" />
            </svg>
            <span className="find-word">{t.find.title}</span>
            <Kbd size="xs">/</Kbd>
            <Kbd size="xs" className="find-chord" dir="ltr">
              Ctrl K
            </Kbd>
          </Link>
        )}
      </div>
      <Suspense fallback={<WhoButton {...who} />}>
        <WhoMenu {...who} onKeys={onKeys} />
      </Suspense>
      <Button variant="default" className="sign-out" aria-label={t.signOut} onClick={leave}>
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" className="sign-out-icon">
          <path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4" />
        </svg>
        <span className="sign-out-word">{t.signOut}</span>
      </Button>
    </header>
  );
}
