import { roleNames } from '../src/access/role-names';
import { en } from '../src/texts/en';

it("says the hospital's roles in words, and leaves those of the issuer out", () => {
  expect(roleNames(['billing-manager', 'cashier'], en.roles)).toBe('billing manager, cash desk');
  const ofKeycloak = ['default-roles-hospital', 'offline_access', 'uma_authorization'];
  expect(roleNames([...ofKeycloak, 'manager'], en.roles)).toBe('manager');
  // who has none is told what they have, so that somebody can mend it
  expect(roleNames(ofKeycloak, en.roles)).toBe('default-roles-hospital, offline_access, uma_authorization');
  expect(roleNames(['constructor', 'nurse'], en.roles)).toBe('nurse');
  expect(roleNames(['service'], en.roles)).toBe('service');
  expect(roleNames([], en.roles)).toBe('');
});
