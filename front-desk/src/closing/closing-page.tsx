import { Loader } from '@mantine/core';
import { useMay } from '../access/may';
import { isPassing } from '../api/problem';
import { PageTitle } from '../shell/page-title';
import { ProblemNotice } from '../shell/problem-notice';
import { useTexts } from '../texts/language';
import { CloseForm } from './close-form';
import { ClosingList } from './closing-list';
import './closing.css';
import { useExpected } from './use-expected';

/** The end of the day at a cash desk: for who took money to count, and for another to look at. */
export function ClosingPage() {
  const t = useTexts();
  const may = useMay();
  return (
    <div className="closing">
      <PageTitle>{t.closing.title}</PageTitle>
      {may('closeDay') && <OwnDay />}
      <ClosingList />
    </div>
  );
}

function OwnDay() {
  const t = useTexts();
  const { data, error } = useExpected();
  if (data) return <CloseForm expected={data} />;
  return error ? <ProblemNotice error={error} isPassing={isPassing(error)} /> : <Loader aria-label={t.loading} />;
}
