import './board.css';
import { Link, useSearch } from '@tanstack/react-router';
import { useSession } from '../api/session';
import { columnDay } from '../day/axis';
import { usePatientNames } from '../day/patient-names';
import { useVisits } from '../day/use-calendar';
import { useNow } from '../day/use-now';
import { useFormat } from '../texts/format';
import { useLanguage, useTexts } from '../texts/language';
import { ar } from '../texts/ar';
import { en } from '../texts/en';
import { callCode } from './call-code';
import { waitingByDoctor } from './waiting-by-doctor';

const rowsAtOnce = 5;
const turnMs = 10_000;
/** So many fit beside the next one. */
const shownAfter = 4;

/** For the wall of a waiting room: who is next with whom. It is read from ten metres, and nobody touches it. */
export function BoardPage() {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const { session } = useSession();
  const search = useSearch({ from: '/board' });
  const now = useNow(1_000);
  const day = columnDay(format.dayOf(now), session?.timeZone ?? 'UTC');
  const {
    data: visits = [],
    dataUpdatedAt,
    error,
  } = useVisits(undefined, {
    from: new Date(day.start).toISOString(),
    to: new Date(day.end).toISOString(),
  });
  const rows = waitingByDoctor(visits, search.specialty);
  const patients = usePatientNames(
    search.names ? rows.flatMap((row) => row.visits.map(({ patientId }) => patientId)) : [],
  );
  const called = ({ id, patientId }: { id: string; patientId: string }) => {
    const patient = patients.get(patientId);
    const initial = patient?.familyName?.slice(0, 1);
    return patient?.givenName ? `${patient.givenName} ${initial ? `${initial}.` : ''}` : callCode(id);
  };
  // the language of this browser first
  const texts = search.languages === 'both' ? (language === 'ar' ? [ar, en] : [en, ar]) : [t];
  const say = (of: (texts: typeof en) => string) =>
    texts.map((one) => (
      <span key={one === ar ? 'ar' : 'en'} lang={one === ar ? 'ar' : one === en ? 'en' : language} dir="auto">
        {of(one)}
      </span>
    ));
  const pages = Math.max(1, Math.ceil(rows.length / rowsAtOnce));
  const page = Math.floor(now / turnMs) % pages;
  return (
    <div className="board" data-mantine-color-scheme={search.look}>
      <header>
        <h1 className="both">
          {search.specialty === undefined ? say(({ board }) => board.title) : <bdi>{search.specialty}</bdi>}
        </h1>
        {error && <p className="both board-old">{say(({ board }) => board.old(format.time(dataUpdatedAt)))}</p>}
        <time className="number">{format.time(now)}</time>
      </header>
      {rows.length === 0 ? (
        <p className="both board-nobody">{say(({ board }) => board.nobody)}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th className="both">{say(({ board }) => board.with)}</th>
              <th className="both">{say(({ board }) => board.next)}</th>
              <th className="both">{say(({ board }) => board.then)}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(page * rowsAtOnce, (page + 1) * rowsAtOnce).map(({ doctor, visits: [next, ...then] }) => (
              <tr key={doctor}>
                <th scope="row">
                  <bdi>{doctor}</bdi>
                </th>
                <td className="board-next">{next && <bdi>{called(next)}</bdi>}</td>
                <td className="board-then">
                  {then.slice(0, shownAfter).map((one) => (
                    <bdi key={one.id}>{called(one)}</bdi>
                  ))}
                  {then.length > shownAfter && <span>+{then.length - shownAfter}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <footer>
        {pages > 1 && (
          <span className="number">
            {page + 1} / {pages}
          </span>
        )}
        <Link to="/day" className="board-back">
          {t.board.back}
        </Link>
      </footer>
    </div>
  );
}
