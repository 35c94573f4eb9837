/** What kind of problem it is, where the service's sentence is not in the language of the page; in English it is. */
const titles: Readonly<Record<string, string>> = {};

export const problemTitles = { problemTitles: titles };
