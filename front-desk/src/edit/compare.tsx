import './edit.css';
import { Button, Group, Radio } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Form } from '../shell/form';
import type { LeaveQuestion } from '../shell/leave-question';
import { useTexts } from '../texts/language';

export type Side = 'mine' | 'theirs';

export interface Row {
  name: string;
  label: string;
  mine: ReactNode;
  theirs: ReactNode;
  /** Whose it is where only one of the two has changed it; undefined where a person has to choose. */
  chosen: Side | undefined;
}

interface Props {
  question: LeaveQuestion;
  rows: readonly Row[];
  isSending: boolean;
  /** What has become of saving it. */
  notice: ReactNode;
  onChoose: (sides: ReadonlyMap<string, Side>) => void;
  onBack: () => void;
}

/** What one typed beside what another has stored meanwhile, field by field; a person chooses. */
export function Compare({ question, rows, isSending, notice, onChoose, onBack }: Props) {
  const t = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const [sides, setSides] = useState<ReadonlyMap<string, Side>>(
    () => new Map(rows.flatMap(({ name, chosen }) => (chosen ? [[name, chosen]] : []))),
  );
  const [isTried, setIsTried] = useState(false);
  const missing = rows.find(({ name }) => !sides.has(name));
  // the first that is to be chosen, or the first of all
  useEffect(() => {
    const fields = form.current;
    (fields?.querySelector<HTMLElement>('.to-choose input') ?? fields?.querySelector<HTMLElement>('input'))?.focus();
  }, []);
  const choose = (name: string, side: Side) => setSides(new Map(sides).set(name, side));
  return (
    <Form
      ref={form}
      question={question}
      className="card versions"
      onSubmit={() => {
        setIsTried(true);
        if (missing) form.current?.querySelector<HTMLElement>('.to-choose input')?.focus();
        else onChoose(sides);
      }}
    >
      <div role="alert">
        <h2 className="section-title">{t.edit.changed}</h2>
        <p>{t.edit.changedWhat}</p>
      </div>
      {rows.map(({ name, label, mine, theirs }) => (
        <fieldset key={name} className={sides.has(name) ? 'version-row' : 'version-row to-choose'}>
          <legend>
            {label}
            {isTried && !sides.has(name) && <span className="at-fault"> · {t.edit.choose}</span>}
          </legend>
          {(['mine', 'theirs'] as const).map((side) => (
            <Radio
              key={side}
              name={name}
              className={sides.get(name) === side ? 'version version-chosen' : 'version'}
              checked={sides.get(name) === side}
              onChange={() => choose(name, side)}
              label={
                <>
                  <span className="dimmed version-whose">{side === 'mine' ? t.edit.mine : t.edit.theirs}</span>
                  <span className="version-says">{side === 'mine' ? mine : theirs}</span>
                </>
              }
            />
          ))}
        </fieldset>
      ))}
      {notice}
      <Group>
        <Button type="submit" size="md" loading={isSending}>
          {t.edit.saveChosen}
        </Button>
        <Button variant="default" size="md" onClick={onBack}>
          {t.edit.goOn}
        </Button>
      </Group>
    </Form>
  );
}
