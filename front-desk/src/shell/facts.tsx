import type { ReactNode } from 'react';
import './facts.css';

interface Props {
  facts: readonly (readonly [name: string, value: ReactNode])[];
  /** Several side by side, for short values. */
  isDense?: boolean;
}

/** Shows what is known of a record, name by value; what has no value is left out. */
export function Facts({ facts, isDense = false }: Props) {
  return (
    <dl className={isDense ? 'facts facts-dense' : 'facts'}>
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
