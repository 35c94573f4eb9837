import type { Draft } from './draft';
import { judge, judgeTwins, type Judgement } from './judge';
import { judgeIntruder } from './judge-intruder';
import { send, type HttpResponse } from './transport';

/** One request with its response, and everything that is wrong with that. */
export interface Exchange {
  draft: Draft;
  answer: HttpResponse;
  judgements: Judgement[];
}

/** Sends a draft, all of its copies at once, and judges each response. */
export async function exchange(draft: Draft, slowMs: number): Promise<Exchange[]> {
  const drafts = draft.copies > 1 ? [draft, ...others(draft)] : [draft];
  const answers = await Promise.all(drafts.map(send));
  return answers.map((answer, n) => {
    const sent = drafts[n] ?? draft;
    const twins = n === 0 && drafts.length > 1 ? judgeTwins(answers.slice(0, -1)) : [];
    return {
      draft: sent,
      answer,
      judgements: [...judge(sent, answer, slowMs), ...judgeIntruder(sent, answer), ...twins],
    };
  });
}

function others(draft: Draft): Draft[] {
  const different: Draft = { ...draft, json: { ...(draft.json as object), details: 'another body' }, judgeable: false };
  return [...Array.from({ length: draft.copies - 2 }, () => draft), different];
}
