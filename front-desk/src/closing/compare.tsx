import { Alert, Textarea } from '@mantine/core';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { keyOf, type CountDraft, type ReadCount } from './count';
import { expectedOf } from './difference';
import { useDifference } from './use-difference';
import type { Expected } from './use-expected';
import { useMethodName } from './use-method-name';

interface Props {
  counts: readonly ReadCount[];
  expected: Expected;
  showsMissing: boolean;
  onChange: (draft: CountDraft) => void;
}

/** What was counted beside what is expected; each difference has to be explained. */
export function Compare({ counts, expected, showsMissing, onChange }: Props) {
  const t = useTexts();
  const format = useFormat();
  return (
    <>
      {expected.processing.map((one) => (
        <Alert key={keyOf(one)} color="yellow">
          {t.closing.processing(format.money(one.net, one.currency))}
        </Alert>
      ))}
      <ul className="compared">
        {counts.map((count) => (
          <Compared
            key={keyOf(count.draft)}
            count={count}
            expected={expectedOf(count, expected)}
            line={expected.lines.find((line) => keyOf(line) === keyOf(count.draft))}
            showsMissing={showsMissing}
            onChange={onChange}
          />
        ))}
      </ul>
    </>
  );
}

interface OneProps {
  count: ReadCount;
  /** Minor units. */
  expected: number;
  line: Expected['lines'][number] | undefined;
  showsMissing: boolean;
  onChange: (draft: CountDraft) => void;
}

function Compared({ count: { draft, counted = 0, float = 0 }, expected, line, showsMissing, onChange }: OneProps) {
  const t = useTexts();
  const format = useFormat();
  const methodName = useMethodName();
  const inWords = useDifference();
  const { currency } = draft;
  const name = methodName(draft);
  return (
    <li className={counted === expected ? 'compared-one' : 'compared-one compared-differs'}>
      <h3>{name}</h3>
      <dl>
        <dt>{t.closing.expected}</dt>
        <dd>
          <b className="number">{format.minor(expected, currency)}</b>
          {draft.method === 'cash' && (
            <span className="dimmed">
              {t.closing.made(
                format.minor(float, currency),
                format.money(line?.taken ?? 0, currency),
                format.money(line?.refunded ?? 0, currency),
              )}
            </span>
          )}
        </dd>
        <dt>{t.closing.countedShort}</dt>
        <dd>
          <b className="number">{format.minor(counted, currency)}</b>
        </dd>
        <dt>{t.closing.difference}</dt>
        <dd className={counted === expected ? undefined : 'at-fault'}>{inWords(counted - expected, currency)}</dd>
      </dl>
      {counted !== expected && (
        <Textarea
          label={t.closing.explain(name)}
          value={draft.explanation}
          required
          autosize
          minRows={1}
          maxLength={1000}
          error={showsMissing && draft.explanation.trim() === '' && t.closing.explainMissing}
          onChange={(event) => onChange({ ...draft, explanation: event.currentTarget.value })}
        />
      )}
    </li>
  );
}
