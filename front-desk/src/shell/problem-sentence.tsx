import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { problemValues, type Sentence } from '../texts/problem-values';

interface Props {
  type: string;
  /** What the service says. */
  detail: string;
  members?: Readonly<Record<string, unknown>>;
}

/** A problem in the language of the page where there are words for it, else its kind in them, and the service's own. */
export function ProblemSentence({ type, detail, members = {} }: Props) {
  const { problems, problemTitles } = useTexts();
  const sentences: Readonly<Record<string, Sentence>> = problems;
  const format = useFormat();
  const name = type.replace('/problems/', '');
  const sentence = Object.hasOwn(sentences, name) ? sentences[name] : undefined;
  if (sentence) return sentence(problemValues(members, format));
  // the services speak English
  const told = (
    <span lang="en" dir="ltr">
      {detail}
    </span>
  );
  const title = Object.hasOwn(problemTitles, name) ? problemTitles[name] : undefined;
  if (title === undefined) return told;
  return (
    <>
      <b>{title}</b> {told}
    </>
  );
}
