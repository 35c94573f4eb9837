import { choose } from '../plural';

const plural = choose('en');

export const waiting = {
  waiting: {
    title: 'Waiting list',
    nobody: 'Nobody waits.',
    until: (day: string) => `until ${day}`,
    since: (day: string) => `waits since ${day}`,
    missed: (n: number) => plural(n, { one: '1 offer missed', other: `${n} offers missed` }),
    left: (clock: string) => `held, ${clock} min left`,
    over: 'The offer has run out.',
    accept: 'Accept',
    decline: 'Decline',
    accepted: (name: string, when: string) => `${name} takes ${when}.`,
    acceptedHeld: (name: string, when: string) =>
      `${when} is held for ${name}. A service has not answered yet; this becomes right by itself.`,
    declined: (name: string) => `${name} goes on waiting. The time goes to the next.`,
  },
  leave: {
    title: 'Record leave',
    doctor: 'Who is away',
    first: 'First day',
    last: 'Last day',
    part: 'Part of a day',
    from: 'From',
    to: 'Until',
    reason: 'Reason',
    record: 'Record',
    recorded: (doctor: string) => `${doctor} is away.`,
    hits: (n: number) =>
      plural(n, {
        one: '1 visit now lies outside the hours. Nothing was moved.',
        other: `${n} visits now lie outside the hours. None was moved.`,
      }),
    none: 'No visit is affected.',
    notKnown: 'Whom it hits is not known just now: the appointments did not answer. They are asked again.',
    takeBack: 'Take the leave back',
    noTimes: 'No free time in the next two weeks.',
    movedTo: (place: string) => `moved to ${place}`,
    done: 'Done',
  },
};
