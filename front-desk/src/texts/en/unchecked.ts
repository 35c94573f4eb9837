const none: Readonly<Record<string, string>> = {};

/** What the service's check says, where its own words are not those of the page; in English they are. */
export const unchecked = {
  unchecked: none,
  findingDetails: none,
  listComma: ', ',
  ownRule: 'prescription-service, its own rule',
};
