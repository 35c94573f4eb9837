import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { problemValues, type Sentence } from '../texts/problem-values';

interface Props {
  type: string;
  /** What the service says. */
  detail: string;
  members?: Readonly<Record<string, unknown>>;
}

/** A problem in the language of the page where there are words for it, else in the service's. */
export function ProblemSentence({ type, detail, members = {} }: Props) {
  const sentences: Readonly<Record<string, Sentence>> = useTexts().problems;
  const format = useFormat();
  const name = type.replace('/problems/', '');
  const sentence = Object.hasOwn(sentences, name) ? sentences[name] : undefined;
  if (sentence) return sentence(problemValues(members, format));
  return (
    // the services speak English
    <span lang="en" dir="ltr">
      {detail}
    </span>
  );
}
