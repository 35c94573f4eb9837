import type { Collection } from './conformance/collection';
import { itSpeaksHttp } from './conformance/http';
import { itDoesOnce } from './conformance/keys';
import { itPages } from './conformance/pages';
import { itKeepsVersions } from './conformance/records';
import { itDescribesItself } from './openapi-document';
import type { ServedService } from './service';

/** What the common tests need to know of a service. */
export interface Conforming {
  served: () => ServedService;
  /** Such as `/patients`. */
  collection: string;
  /** The body of the n-th new record; any two can stand beside each other. */
  newRecord: (n: number) => object;
  /** A merge patch, and what it makes of the record. */
  patch: object;
  patched: object;
  /** Everything that was logged. */
  logged: () => string;
  /** What may never be logged: names, phone numbers and e-mail addresses that newRecord uses. */
  personal: string[];
}

/** What every service must hold to, whatever it owns; called once per service. */
export const itConforms = ({ served, collection, newRecord, patch, patched, logged, personal }: Conforming): void => {
  let count = 0;
  const tried: Collection = { served, collection, newRecord: () => newRecord(count++) };

  itDescribesItself(served);
  itSpeaksHttp(tried);
  itKeepsVersions(tried, { patch, patched });
  itDoesOnce(tried);
  itPages(tried);

  it('logs requests, and never a name, a phone number or an e-mail address', () => {
    expect(logged()).toContain('"msg":"request"');
    for (const secret of personal) expect(logged()).not.toContain(secret);
  });
};
