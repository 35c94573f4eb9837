export const board = {
  board: {
    inBar: 'Board',
    title: 'Please wait to be called',
    with: 'Doctor',
    next: 'Next',
    then: 'Then',
    nobody: 'Nobody is waiting.',
    old: (time: string) => `No connection. As of ${time}.`,
    back: 'Back to the day',
    code: (code: string) => `On the board: ${code}`,
  },
};
