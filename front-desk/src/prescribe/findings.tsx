import './findings.css';
import { Badge } from '@mantine/core';
import { Fragment } from 'react';
import { en } from '../texts/en';
import { useTexts } from '../texts/language';
import type { Safety } from './use-preview';

const colors = { high: 'red.9', moderate: 'orange', low: 'gray' };
const order = ['high', 'moderate', 'low'];
const { ownRule } = en;

/** What a safety check found, gravest first, each with its source; and what it did not look at. */
export function Findings({ safety }: { safety: Safety }) {
  const t = useTexts();
  const { verdict, findings, allergies, notChecked, knowledgeVersion, knowledgeOrigin } = safety;
  const sorted = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <div className={`findings verdict-${verdict}`}>
      <p className="verdict">
        <span aria-hidden="true">{verdict === 'safe' ? '✓' : '⚠'}</span> {t.safety.verdicts[verdict]}
      </p>
      {sorted.length > 0 && (
        <ul>
          {sorted.map(({ rule, severity, detail, source, inputs }) => (
            <li key={`${rule} ${inputs.against ?? ''} ${detail}`} className={`finding finding-${severity}`}>
              <span className="finding-what">
                <Badge color={colors[severity]} variant={severity === 'high' ? 'filled' : 'light'} tt="none">
                  {t.safety.severities[severity]}
                </Badge>
                <b>{t.safety.rules[rule]}</b>
              </span>
              <span className="finding-detail">
                <Told words={detail} translated={t.findingDetails[rule]} />
              </span>
              <span className="dimmed finding-source">
                {t.safety.source('')}
                <Told words={source} translated={source === ownRule ? t.ownRule : undefined} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {allergies && <p className="dimmed">{t.safety.allergies[allergies]}</p>}
      {notChecked && notChecked.length > 0 && (
        <p className="dimmed">
          {t.safety.notChecked}:{' '}
          {notChecked.map((what, at) => (
            <Fragment key={what}>
              {at > 0 && t.listComma}
              <Told words={what} translated={t.unchecked[what]} />
            </Fragment>
          ))}
          .
        </p>
      )}
      <p className="dimmed">
        {t.safety.knowledge(knowledgeVersion)}
        {knowledgeOrigin && (
          <>
            {': '}
            <bdi lang="en">{knowledgeOrigin}</bdi>
          </>
        )}
      </p>
    </div>
  );
}

/** What the service says, in the language of the page where it has words for it. */
function Told({ words, translated }: { words: string; translated: string | undefined }) {
  if (translated !== undefined) return translated;
  return (
    <bdi lang="en" dir="ltr">
      {words}
    </bdi>
  );
}
