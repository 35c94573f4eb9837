const tasks: (() => Promise<unknown>)[] = [];

/** Has `task` run at the end of the test file, the last one given first. */
export const atEnd = (task: () => Promise<unknown>): void => void tasks.push(task);

afterAll(async () => {
  for (const task of tasks.reverse()) await task();
});
